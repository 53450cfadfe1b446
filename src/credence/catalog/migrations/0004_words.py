"""The full-text index of listings, in the way of each database."""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE catalog_words USING fts5(title, subject, summary, body, tokenize='porter unicode61', prefix='2 3 4')",
        "INSERT INTO catalog_words(catalog_words, rank) VALUES ('rank', 'bm25(10.0, 5.0, 3.0, 1.0)')",
    ],
    "postgresql": [
        "CREATE TABLE catalog_words (rowid bigint PRIMARY KEY, catalog_words tsvector NOT NULL)",
        "CREATE INDEX catalog_words_gin ON catalog_words USING gin (catalog_words) WITH (fastupdate = off)",
    ],
}


def create(_apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(_apps, schema_editor):
    schema_editor.execute("DROP TABLE catalog_words")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_listing")]
    operations = [migrations.RunPython(create, drop)]
