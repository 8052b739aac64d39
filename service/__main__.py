"""`python -m service`: settings from the environment, then serve until told to stop."""

from __future__ import annotations

import sys

from environs import EnvError

from service.app import create_app
from service.errors import BadSettings
from service.logs import install_logging
from service.settings import ServiceSettings


def main() -> int:
    install_logging()
    try:
        settings = ServiceSettings.from_environ()
    except (BadSettings, EnvError) as error:
        print(f"service cannot start: {error}", file=sys.stderr)
        return 2
    create_app(settings).run(settings.host, settings.port, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
