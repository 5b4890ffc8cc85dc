"""What the past teaches: precision of rules, habits of payers."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0005_remittances")]
    operations = [migrations.RunSQL((SCHEMA / "11_learning.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
