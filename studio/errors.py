"""What can go wrong in the studio: one tree. The service translates it, once, into a status, a code and this text."""

from __future__ import annotations

from typing import Any


class StudioError(Exception):
    """Root. `said` is a sentence for the editor; `detail` goes with it as JSON."""

    status = 400
    code = "refused"

    def __init__(self, said: str, **detail: Any) -> None:
        super().__init__(said)
        self.said = said
        self.detail = detail


class BadEdit(StudioError):
    """What was asked for cannot be written into the files; nothing has changed."""


class NotThere(StudioError):
    """What is to be read or changed is not there, or not there any more."""

    status = 404
    code = "not_there"


class Conflict(StudioError):
    """Somebody else was faster. `detail` holds what is there now."""

    status = 409
    code = "conflict"


class StillUsed(StudioError):
    """It cannot go while something needs it. `detail["places"]`: list of `file:line`."""

    status = 409
    code = "still_used"


class BrokenFile(StudioError):
    """A file cannot be read as what it is; `detail["place"]` is `file:line`."""

    status = 422
    code = "broken_file"


class TooLarge(StudioError):
    status = 413
    code = "too_large"


class Busy(StudioError):
    """Something that runs once at a time is running."""

    status = 409
    code = "busy"


class NoRepository(StudioError):
    """The folder that is to be edited is no git repository, or has no commit."""

    status = 503
    code = "no_repository"
