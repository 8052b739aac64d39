"""What can go wrong in the service: one tree, translated once at each edge into a code and a plain sentence."""

from __future__ import annotations


class ServiceError(Exception):
    """Root of everything that the service raises on purpose. `code` is for programs, the sentence is in `phrases`."""

    status = 500
    code = "server_error"


class BadSettings(ServiceError):
    """The environment does not allow a start; the text says which variable and what to do."""


class Refused(ServiceError):
    """The caller did something that cannot be done; nothing has changed."""

    status = 400
    code = "bad_request"


class BadRequest(Refused):
    pass


class Empty(Refused):
    code = "empty"


class TooLong(Refused):
    code = "too_long"


class UnknownChoice(Refused):
    code = "unknown_choice"


class NotJoined(Refused):
    status = 409
    code = "not_joined"


class ConversationClosed(Refused):
    status = 409
    code = "closed"


class Unauthorized(Refused):
    status = 401
    code = "unauthorized"


class NotSignedIn(Refused):
    status = 401
    code = "not_signed_in"


class NotFound(Refused):
    status = 404
    code = "not_found"


class RateLimited(Refused):
    status = 429
    code = "rate_limited"


class PhotoTooLarge(Refused):
    status = 413
    code = "photo_too_large"


class NotAPhoto(Refused):
    """Not of a kind that is taken, whatever it is called."""

    status = 415
    code = "not_a_photo"


class BrokenPhoto(Refused):
    """Cut off or damaged."""

    status = 422
    code = "photo_broken"


class BotUnreachable(ServiceError):
    """Rasa gave no answer this time; asking again may help."""


class BotRefused(ServiceError):
    """Rasa will not answer this turn however often it is asked."""
