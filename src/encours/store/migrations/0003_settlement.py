"""Differences, deductions, batches and clearings: what a receipt settles beside its money, and how it is taken back."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0002_access")]
    operations = [migrations.RunSQL((SCHEMA / "08_settlement.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
