"""Whether a port is free, and who has it if not."""

from __future__ import annotations

import socket

import psutil


def complaint(host: str, port: int, setting: str) -> str | None:
    """None where `port` is free; otherwise who has it and the two ways on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return f"Port {port} is taken{_by(port)}, or choose another port: {setting}={port + 1} make run"
    return None


def _by(port: int) -> str:
    try:
        connections = psutil.net_connections("tcp")
        pid = next(c.pid for c in connections if c.laddr and c.laddr.port == port and c.status == psutil.CONN_LISTEN)
        process = psutil.Process(pid)
        return f" by `{' '.join(process.cmdline())[:80]}` (process {pid}). Stop it: kill {pid}"
    except (psutil.Error, StopIteration, TypeError):
        return " by a process of another user. Stop it"
