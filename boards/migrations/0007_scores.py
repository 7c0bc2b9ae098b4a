import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def new_epoch(apps: Any, _schema_editor: Any) -> None:
    """Have every open page take a new state."""
    # Older events say less than the state does by now: whoever catches up takes the state.
    for log in apps.get_model("boards", "SessionLog").objects.filter(session__closed_at=None):
        log.epoch = uuid.uuid4()
        log.save(update_fields=["epoch"])


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0006_board_texts"),
        ("deals", "0007_innovation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Doer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("element", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=200)),
                ("named", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["label", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "layer",
                    models.CharField(
                        choices=[
                            ("self", "by the participants themselves"),
                            ("team", "by the facilitators"),
                            ("agreed", "agreed together"),
                        ],
                        max_length=10,
                    ),
                ),
                ("aspect", models.CharField(max_length=84)),
                ("value", models.PositiveSmallIntegerField(null=True)),
                ("circled", models.BooleanField(default=False)),
                ("on_behalf", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=200)),
                (
                    "seq",
                    models.PositiveBigIntegerField(
                        help_text="Number of the event that last changed it."
                    ),
                ),
            ],
            options={
                "ordering": ["seq", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="note",
            name="note_about",
        ),
        migrations.AddField(
            model_name="subject",
            name="gone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="subject",
            name="innovation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deals.innovation",
            ),
        ),
        migrations.AddField(
            model_name="subject",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="merged",
                to="boards.subject",
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="about",
            field=models.CharField(
                choices=[
                    ("meaning", "what an element means to us"),
                    ("answer", "the answer to a question"),
                    ("reaction", "what a difference calls up"),
                    ("note", "a note"),
                    ("cell", "a cell of a worksheet"),
                    ("reason", "why something lies where it lies"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("about__in", ["meaning", "answer", "reaction", "note", "cell", "reason"])
                ),
                name="note_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.UniqueConstraint(
                condition=models.Q(("innovation__isnull", False)),
                fields=("session", "innovation"),
                name="subject_innovation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("innovation__isnull", True),
                    models.Q(
                        ("of__isnull", True), ("partner__isnull", True), ("typed_by__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="subject_innovation_is_nothing_else",
            ),
        ),
        migrations.AddField(
            model_name="doer",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deals.partner"
            ),
        ),
        migrations.AddField(
            model_name="doer",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="doers", to="boards.sheet"
            ),
        ),
        migrations.AddField(
            model_name="doer",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="doers",
                to="boards.subject",
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="about",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="boards.subject",
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="seat",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deals.seat",
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="scores",
                to="boards.sheet",
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="boards.subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="doer",
            constraint=models.UniqueConstraint(
                fields=("sheet", "subject", "element", "partner"), name="doer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("sheet", "key"), name="score_once"),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("layer__in", ["self", "team", "agreed"])), name="score_layer"
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("layer", "self"), ("seat__isnull", False)),
                    models.Q(models.Q(("layer", "self"), _negated=True), ("seat__isnull", True)),
                    _connector="OR",
                ),
                name="score_self_has_a_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__isnull", True), ("value__lte", 10), _connector="OR"),
                name="score_at_most_ten",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("circled", False), ("layer", "agreed"), _connector="OR"),
                name="score_circle_is_agreed",
            ),
        ),
        migrations.RunPython(new_epoch, migrations.RunPython.noop),
    ]
