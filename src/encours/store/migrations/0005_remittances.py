"""Remittance advices: what payers say their payments are for."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0004_review")]
    operations = [migrations.RunSQL((SCHEMA / "10_remittances.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
