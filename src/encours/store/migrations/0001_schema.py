"""The first schema: tenancy, ledger, open items, bank, imports, guards. The SQL files beside `store` are the schema; Django orders them."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"
FILES = ("01_tenancy.sql", "02_ledger.sql", "03_items.sql", "04_bank.sql", "05_imports.sql", "06_guards.sql")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL((SCHEMA / name).read_text(encoding="utf-8"), migrations.RunSQL.noop) for name in FILES]
