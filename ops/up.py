"""`python -m ops.up`: check the ports, then become the supervisor of rasa, actions and service.

supervisord restarts what dies, waits a second longer after each failed start, and says so; Ctrl-C stops everything."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ops.environment import shared
from ops.ports import complaint


def main() -> int:  # noqa: RET503 - execve does not return
    environ = shared(os.environ)
    hosts = {
        "AISLE_PORT": "AISLE_HOST",
        "AISLE_RASA_PORT": "AISLE_RASA_HOST",
        "AISLE_ACTIONS_PORT": "AISLE_ACTIONS_HOST",
    }
    complaints = [complaint(environ.get(host, "127.0.0.1"), int(environ[port]), port) for port, host in hosts.items()]
    if any(complaints):
        print(*filter(None, complaints), sep="\n", file=sys.stderr)
        return 1
    Path(environ["AISLE_VAR"], "log").mkdir(parents=True, exist_ok=True)
    environ["AISLE_PYTHON"] = sys.executable
    supervisord = str(Path(sys.executable).with_name("supervisord"))
    command = [supervisord, "--nodaemon", "--configuration", str(Path(__file__).with_name("supervisord.conf"))]
    if os.geteuid() == 0:
        command += ["--user", "root"]  # said aloud, or supervisord warns of it
    os.umask(0o077)  # logs and databases hold what people wrote
    sys.stdout.flush()
    # becoming the supervisor and not its parent: Ctrl-C then reaches it as it should
    os.execve(supervisord, command, environ)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
