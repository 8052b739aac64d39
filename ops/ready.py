"""`python -m ops.ready`: wait until rasa, actions and service are healthy, then print the addresses."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping

import httpx

from ops.environment import shared

_PATIENCE_S = 180
_SAID_EVERY_S = 5


def addresses(environ: Mapping[str, str]) -> dict[str, str]:
    """The health address of each process."""
    return {
        "rasa": f"{environ['AISLE_RASA_URL']}/webhooks/aisle/",
        "actions": environ["AISLE_ACTIONS_URL"].replace("/webhook", "/health"),
        "service": f"{base(environ)}/health",
    }


def base(environ: Mapping[str, str]) -> str:
    """Where a browser on this machine finds the service."""
    host = environ.get("AISLE_HOST", "127.0.0.1")
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{environ['AISLE_PORT']}"  # noqa: S104


def waiting(environ: Mapping[str, str]) -> list[str]:
    """The names of those that are not healthy yet."""
    return [name for name, url in addresses(environ).items() if not _healthy(url)]


def main() -> int:
    environ = shared(os.environ)
    began = said = time.monotonic()
    while names := waiting(environ):
        now = time.monotonic()
        if now - began > _PATIENCE_S:
            print(
                f"Not healthy after {_PATIENCE_S} s: {', '.join(names)}. See {environ['AISLE_VAR']}/log/.", flush=True
            )
            return 1
        if now - said >= _SAID_EVERY_S:
            said = now
            print(f"Waiting for {', '.join(names)} … {now - began:.0f} s", flush=True)
        time.sleep(0.3)
    here = base(environ)
    told = _first_admin(environ)
    print(
        f"\n  Aisle is running (healthy after {time.monotonic() - began:.0f} s)\n\n"
        f"    Demo shop with the widget   {here}/\n"
        f"    Desk for support agents     {here}/desk\n"
        f"    Studio of the content team  {here}/studio\n"
        f"{told}"
        f"    REST channel                {here}/webhooks/rest/webhook   (key in {environ['AISLE_VAR']}/secrets.env)\n"
        f"    Health                      {here}/health\n"
        f"    Logs                        {environ['AISLE_VAR']}/log/\n\n"
        f"  Ctrl-C stops everything.\n",
        flush=True,
    )
    return 0


def _first_admin(environ: Mapping[str, str]) -> str:
    """Where there is no account yet, makes one: a line with its password, which is shown this once."""
    command = [sys.executable, "-m", "service.staff", "first-admin"]
    made = subprocess.run(command, env=dict(environ), capture_output=True, text=True, check=False)  # noqa: S603
    words = (made.stdout if made.returncode == 0 else made.stderr).strip()
    return "".join(f"      {line}\n" for line in words.splitlines())


def _healthy(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    sys.exit(main())
