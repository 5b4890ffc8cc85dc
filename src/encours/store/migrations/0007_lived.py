"""The life of rules is counted without reading the letters of ledgers."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0006_learning")]
    operations = [migrations.RunSQL((SCHEMA / "12_lived.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
