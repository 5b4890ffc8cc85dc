"""Roles, invitations, second factors, sessions, security policy, mail, approvals."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0008_policy"), ("sessions", "0001_initial")]
    operations = [migrations.RunSQL((SCHEMA / "14_people.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
