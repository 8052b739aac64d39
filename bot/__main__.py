"""`python -m bot`: the rasa process.

The same server as `rasa run`, without the command line around it: that starts faster, and keeps the token out of the
list of processes."""

import logging
import os
import sys

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot import without_tensorflow
from bot.nlu import archive
from bot.settings import BotSettings


def main() -> None:
    """Serve until stopped."""
    settings = BotSettings.from_environ()
    try:
        metadata = archive.check(settings.model)
    except archive.ArchiveError as error:
        sys.exit(str(error))
    if without_tensorflow.suffices_for(metadata):
        without_tensorflow.install()
    _serve(settings)


def _serve(settings: BotSettings) -> None:
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from bot import rasa_speed

    rasa_speed.install()
    configure_logging_and_warnings(logging.WARNING, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.WARNING)  # or it prints every message that a shopper writes
    serve_application(
        model_path=str(settings.model),
        interface=settings.host,
        port=settings.port,
        credentials=str(settings.credentials),
        endpoints=AvailableEndpoints.read_endpoints(str(settings.endpoints)),
        auth_token=settings.token,
        enable_api=True,
    )


if __name__ == "__main__":
    main()
