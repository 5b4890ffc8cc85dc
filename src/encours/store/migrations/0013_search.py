"""What people type in the search box is found through indexes."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).resolve().parent.parent / "schema"

# Customers that were there before: their words, organization by organization, because row-level security holds for the owner too.
WORDS = """
DO $$ DECLARE one bigint; BEGIN
    PERFORM set_config('encours.operator', 'on', true), set_config('encours.organization_id', '0', true);
    FOR one IN SELECT id FROM organization ORDER BY id LOOP
        PERFORM set_config('encours.organization_id', one::text, true);
        INSERT INTO customer_word (organization_id, company_id, word, customer_id)
        SELECT c.organization_id, c.company_id, w.word, c.id FROM customer c CROSS JOIN LATERAL words_of_customer(c.name_key, c.code) w WHERE c.organization_id = one;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0012_office")]
    operations = [
        migrations.RunSQL((SCHEMA / "18_search.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
    ]
