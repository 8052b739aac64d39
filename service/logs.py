"""What the process writes about itself: enough to find a fault, and nothing that anybody typed."""

from __future__ import annotations

import logging

from sqlalchemy.exc import StatementError


class Discreet(logging.Formatter):
    """Leaves the values out of failed SQL statements: they are what people typed, and who they are."""

    def formatException(self, ei: object) -> str:
        error: BaseException | None = ei[1] if isinstance(ei, tuple) else None
        while error is not None:
            if isinstance(error, StatementError):
                error.hide_parameters = True
            error = error.__cause__ or error.__context__
        return super().formatException(ei)  # type: ignore[arg-type]


def install_logging() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
