"""The journal of receipts is read from its youngest day on, and summed over a period."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0010_clients")]
    operations = [migrations.RunSQL((SCHEMA / "16_cash.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
