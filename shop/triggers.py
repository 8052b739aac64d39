"""Triggers that note a changed product in `product_change`, in the same transaction.

In the database and not in our code: an import, an order that takes the last piece and another program's own SQL are
all noticed, and nobody has to remember to say so."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import DDL, Table, event

_NOTE = "INSERT INTO product_change (product_id, time) VALUES"
_SQLITE = """CREATE TRIGGER {table}_{event} AFTER {when} ON {table}
BEGIN {note} ({row}.{key}, CURRENT_TIMESTAMP); END"""
_SERVER_FUNCTION = """CREATE OR REPLACE FUNCTION note_product_change() RETURNS trigger AS $$ BEGIN
{note} (CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> TG_ARGV[0],
  timezone('utc', clock_timestamp()));
RETURN NULL; END $$ LANGUAGE plpgsql"""
_SERVER = """CREATE TRIGGER {table}_changed AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION note_product_change('{key}')"""


def log_changes(table: Table, key: str, but: Collection[str] = ()) -> None:
    """Create the triggers whenever `table` is created; `key` names the product, updates of `but` alone do not count."""
    columns = ", ".join(column.name for column in table.columns if column.name not in but)
    for name, when, row in (
        ("inserted", "INSERT", "NEW"),
        ("updated", f"UPDATE OF {columns}", "NEW"),
        ("deleted", "DELETE", "OLD"),
    ):
        made = _SQLITE.format(table=table.name, event=name, when=when, note=_NOTE, row=row, key=key)
        event.listen(table, "after_create", DDL(made).execute_if(dialect="sqlite"))
    for made in (_SERVER_FUNCTION.format(note=_NOTE), _SERVER.format(table=table.name, columns=columns, key=key)):
        event.listen(table, "after_create", DDL(made).execute_if(dialect="postgresql"))
