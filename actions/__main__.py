"""`python -m actions`: the actions process."""

import logging

from actions.app import create_app
from actions.settings import ActionsSettings


def main() -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = ActionsSettings.from_environ()
    create_app(settings).run(settings.host, settings.port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
