"""Promises to pay, and holds: what stops reminders for a time."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0013_search")]
    operations = [migrations.RunSQL((SCHEMA / "19_promises.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
