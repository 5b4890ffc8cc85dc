"""The review queue: answers that wait, decisions of persons, and where payers' names and accounts were learned."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"


class Migration(migrations.Migration):
    dependencies = [("store", "0003_settlement")]
    operations = [migrations.RunSQL((SCHEMA / "09_review.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
