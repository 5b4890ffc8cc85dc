"""Memberships, API tokens, idempotency keys, uploads: what the web office and the API need beside the books."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0001_schema"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunSQL((SCHEMA / "07_access.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
