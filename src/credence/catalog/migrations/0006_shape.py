"""What a course was made from and with, its measured time, and other words for topics."""

import django.db.models.deletion
from django.db import migrations, models

from credence.kit.append_only import RefuseChange


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_pars"),
        ("media", "0002_measures"),
    ]

    operations = [
        migrations.CreateModel(
            name="AiUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("picture", "Picture"),
                            ("question", "Question"),
                            ("caption", "Captions"),
                            ("voice", "Voice"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        help_text="Slug of the chapter, key of the question, path of the picture, name of the field.",
                        max_length=200,
                    ),
                ),
                ("tool", models.CharField(max_length=120)),
                ("tool_version", models.CharField(max_length=60)),
                ("used_on", models.DateField()),
                ("task", models.CharField(max_length=200)),
                (
                    "spelling_only",
                    models.BooleanField(default=False, help_text="An aid to spelling and grammar, exempt by R72."),
                ),
                ("checker", models.CharField(blank=True, max_length=150)),
                ("checked_on", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "AI use",
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="chapter",
            name="extra_minutes",
            field=models.PositiveSmallIntegerField(default=0, help_text="Such as to pause and think."),
        ),
        migrations.AddField(
            model_name="chapter",
            name="extra_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="chapter",
            name="measured_minutes",
            field=models.PositiveSmallIntegerField(
                help_text="What its length, or its words and figures, come to; null: from before it was measured.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="chapter",
            name="poster_alt",
            field=models.CharField(blank=True, help_text="None: the poster only decorates.", max_length=200),
        ),
        migrations.AddField(
            model_name="chapter",
            name="preview",
            field=models.BooleanField(default=False, help_text="Open to everybody before enrolling."),
        ),
        migrations.AddField(
            model_name="courseversion",
            name="made_from",
            field=models.CharField(
                blank=True,
                choices=[("book", "Chapter of a book"), ("live-recording", "Recording of a live event")],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="courseversion",
            name="made_from_title",
            field=models.CharField(blank=True, help_text="Of the book, or of the live event.", max_length=200),
        ),
        migrations.AddField(
            model_name="courseversion",
            name="measured_minutes",
            field=models.PositiveIntegerField(
                help_text="What chapters, posttest and forms come to as measured, extra time included (R3).", null=True
            ),
        ),
        migrations.AddField(
            model_name="courseversion",
            name="recorded_on",
            field=models.DateField(help_text="The day of the live event that was recorded (R11).", null=True),
        ),
        migrations.AddField(
            model_name="creditoffer",
            name="pool_agreed_on",
            field=models.DateField(
                help_text="The day on which the approver agreed to questions drawn from a pool.", null=True
            ),
        ),
        migrations.AddField(
            model_name="faculty",
            name="portrait",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="media.asset"
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="synonyms",
            field=models.JSONField(default=list, help_text="Other words for it, by which its courses are found."),
        ),
        migrations.AlterField(
            model_name="chapter",
            name="minutes",
            field=models.PositiveSmallIntegerField(help_text="Time to study it, extra time included."),
        ),
        migrations.AlterField(
            model_name="courseversion",
            name="cover_alt",
            field=models.CharField(blank=True, help_text="None: the cover only decorates.", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="chapter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("preview", True)), fields=("version",), name="catalog_chapter_one_preview"
            ),
        ),
        migrations.AddConstraint(
            model_name="chapter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extra_minutes", 0), models.Q(("extra_reason", ""), _negated=True), _connector="OR"
                ),
                name="catalog_chapter_extra_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("made_from", ""), ("made_from_title", ""), ("recorded_on__isnull", True)),
                    models.Q(
                        ("made_from", "book"),
                        ("recorded_on__isnull", True),
                        models.Q(("made_from_title", ""), _negated=True),
                    ),
                    models.Q(
                        ("made_from", "live-recording"),
                        ("recorded_on__isnull", False),
                        models.Q(("made_from_title", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="catalog_courseversion_origin",
            ),
        ),
        migrations.AddField(
            model_name="aiuse",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ai_uses", to="catalog.courseversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="aiuse",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="catalog_aiuse_position"),
        ),
        migrations.AddConstraint(
            model_name="aiuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("spelling_only", True),
                    models.Q(
                        models.Q(("checker", ""), _negated=True),
                        ("checked_on__gte", models.F("used_on")),
                        ("checked_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="catalog_aiuse_checked",
            ),
        ),
        RefuseChange("catalog_aiuse", "UPDATE"),
        RefuseChange("catalog_aiuse", "DELETE"),
        RefuseChange("catalog_courseversion", "UPDATE"),
        RefuseChange("catalog_courseversion", "DELETE"),
        RefuseChange("catalog_chapter", "UPDATE"),
        RefuseChange("catalog_chapter", "DELETE"),
        RefuseChange("catalog_faculty", "UPDATE"),
        RefuseChange("catalog_faculty", "DELETE"),
        RefuseChange("catalog_creditoffer", "UPDATE"),
        RefuseChange("catalog_creditoffer", "DELETE"),
    ]
