"""What a company decided about differences, fees and deductions."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0007_lived")]
    operations = [migrations.RunSQL((SCHEMA / "13_policy.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
