"""`python -m service`: settings from the environment, then serve until told to stop."""

from __future__ import annotations

import logging
import socket
import sys

from environs import EnvError

from service.errors import BadSettings
from service.settings import ServiceSettings


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = ServiceSettings.from_environ()
        listening = _listen(settings)
    except (BadSettings, EnvError) as error:
        print(f"service cannot start: {error}", file=sys.stderr)
        return 2
    # the server takes two seconds to import: a refusal should not
    from service.app import create_app

    create_app(settings).run(sock=listening, access_log=False, motd=False)
    return 0


def _listen(settings: ServiceSettings) -> socket.socket:
    """The port, before anything else is opened: Sanic would log a stack trace and end as if all were well."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        reason = error.strerror or str(error)
        raise BadSettings(
            f"it cannot listen on {where} ({reason}). Set AISLE_HOST or AISLE_PORT to another."
        ) from error


if __name__ == "__main__":
    sys.exit(main())
