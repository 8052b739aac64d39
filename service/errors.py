"""What can go wrong in the service: one tree, translated once at each edge into a code and a plain sentence."""

from __future__ import annotations


class ServiceError(Exception):
    """Root of everything that the service raises on purpose. `code` is for programs, the sentence is in `phrases`."""

    status = 500
    code = "server_error"
    # what to say instead of the code's own sentence
    said: str | None = None


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


class WrongLogin(Refused):
    """E-mail or password; which of them is not said."""

    status = 401
    code = "wrong_login"


class Locked(Refused):
    """Too many wrong passwords: this account takes none for a while."""

    status = 429
    code = "locked"


class Forbidden(Refused):
    """Logged in, but not for this."""

    status = 403
    code = "forbidden"


class CrossSite(Refused):
    """Asked for by a page that is not ours."""

    status = 403
    code = "cross_site"


class WeakPassword(Refused):
    code = "weak_password"


class EmailTaken(Refused):
    status = 409
    code = "email_taken"


class LastAdmin(Refused):
    """Nobody would be left to manage accounts."""

    status = 409
    code = "last_admin"


class NotHolder(Refused):
    """Only who holds the conversation may do this."""

    status = 409
    code = "not_holder"


class TakenMeanwhile(Refused):
    """Somebody else holds it than who asked believed."""

    status = 409
    code = "taken_meanwhile"


class AgentAway(Refused):
    """Whom it is to go to is not there."""

    status = 409
    code = "agent_away"


class ActRefused(Refused):
    """The shop's rules forbid it, for a reason in words."""

    status = 409
    code = "act_refused"

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


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


class NoAddress(Refused):
    """Nobody knows where to send the answer to a ticket."""

    status = 409
    code = "no_address"


class NoSuggestions(ServiceError):
    """The process that knows the answers gives none at the moment."""

    status = 503
    code = "no_suggestions"


class UnknownVariable(Refused):
    """A canned answer names something that is not known of any conversation."""

    code = "unknown_variable"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.said = f"{{{{{name}}}}}?"


class BotUnreachable(ServiceError):
    """Rasa gave no answer this time; asking again may help."""


class BotRefused(ServiceError):
    """Rasa will not answer this turn however often it is asked."""
