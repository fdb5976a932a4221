"""Tables that are only ever added to: triggers refuse UPDATE and DELETE, whoever asks."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class AppendOnly(migrations.RunSQL):
    """A migration operation that makes `table` append-only. TRUNCATE stays: tests flush by it."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            sql=(
                f"{_FUNCTION}"
                f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}"'
                " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
            ),
            reverse_sql=f'DROP TRIGGER "{table}_append_only" ON "{table}";',
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__name__, [self.table], {}

    def describe(self) -> str:
        return f"Refuse UPDATE and DELETE on {self.table}"
