"""Lists along indexes; notes about customers."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0009_people")]
    operations = [migrations.RunSQL((SCHEMA / "15_clients.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
