"""`python -m service.staff`: accounts for when nobody can log in yet, or any more."""

from __future__ import annotations

import argparse
import secrets
import sys

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import NotFound, ServiceError
from service.models import Base
from service.settings import ServiceSettings
from service.staff import accounts, passwords, sessions
from service.staff.models import ADMIN, AGENT, EDITOR, Account
from shop.store import Store

FIRST_ADMIN = "admin@localhost"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m service.staff", description="Staff accounts, from the machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create-admin", help="a new admin; prints the password, once")
    create.add_argument("email")
    create.add_argument("--name", default="Admin")
    commands.add_parser("first-admin", help=f"where there is no account yet: {FIRST_ADMIN}; what `make run` calls")
    reset = commands.add_parser("reset-link", help="prints the path of a page to set a new password on")
    reset.add_argument("email")
    options = parser.parse_args(arguments)
    store = Store(ServiceSettings.from_environ().database_url)
    store.create_tables(Base)
    try:
        with store.transaction() as session:
            if options.command == "create-admin":
                print(create_admin(session, options.email, options.name))
            elif options.command == "first-admin":
                _first_admin(session)
            else:
                print(f"/desk/invitation/{_reset(session, options.email)}")
    except ServiceError as error:
        print(f"{getattr(options, 'email', FIRST_ADMIN)}: {error.code}", file=sys.stderr)
        return 1
    finally:
        store.close()
    return 0


def create_admin(session: Session, email: str, name: str) -> str:
    """A new account that may do everything; its password. Raises BadRequest and EmailTaken."""
    password = secrets.token_urlsafe(12)
    given = {"email": email, "name": name, "roles": [ADMIN, AGENT, EDITOR]}
    accounts.create(session, given, None, passwords.hashed(password))
    return password


def _first_admin(session: Session) -> None:
    if not accounts.is_anybody_there(session):
        password = create_admin(session, FIRST_ADMIN, "Admin")
        print(f"Log in to the desk as {FIRST_ADMIN} with the password {password} (shown this once).")


def _reset(session: Session, email: str) -> str:
    found = session.execute(select(Account.id).where(Account.email == email.strip().lower())).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return sessions.invite(session, found, None)


if __name__ == "__main__":
    sys.exit(main())
