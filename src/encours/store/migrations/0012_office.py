"""The audit trail is read by person, thing and day; differences with accounting are explained; a company says more of itself."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0011_cash")]
    operations = [migrations.RunSQL((SCHEMA / "17_office.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
