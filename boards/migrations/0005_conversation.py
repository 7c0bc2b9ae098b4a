from typing import Any
from uuid import uuid4

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def keep_what_there_is(apps: Any, _schema_editor: Any) -> None:
    """Notes that are there get their key, and were for the room; what was shown large stays so."""
    for note in apps.get_model("boards", "Note").objects.all():
        note.key, note.audience = f"{note.about}:{note.element}:::", "room"
        note.save(update_fields=["key", "audience"])
    # Older events say less than the state does by now: whoever catches up takes the state.
    for log in apps.get_model("boards", "SessionLog").objects.filter(session__closed_at=None):
        log.course = {} if log.shown is None else {"shown": str(log.shown)}
        log.epoch = uuid4()
        log.save(update_fields=["course", "epoch"])


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0004_sheet_shown_large"),
        ("deals", "0005_deal_invented"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="note",
            options={"ordering": ["sheet", "key"]},
        ),
        migrations.RemoveConstraint(
            model_name="note",
            name="note_once",
        ),
        migrations.RemoveConstraint(
            model_name="note",
            name="note_about",
        ),
        migrations.RemoveConstraint(
            model_name="reveal",
            name="reveal_once",
        ),
        migrations.RemoveConstraint(
            model_name="subject",
            name="subject_partner_once",
        ),
        migrations.RemoveConstraint(
            model_name="subject",
            name="subject_is_one_thing",
        ),
        # No person was on a table so far: the column is empty.
        migrations.RemoveConstraint(
            model_name="subject",
            name="subject_person_once",
        ),
        migrations.RemoveField(
            model_name="subject",
            name="person",
        ),
        migrations.AddField(
            model_name="subject",
            name="person",
            field=models.UUIDField(
                help_text="The contact person; a plain uuid, for they can be deleted.", null=True
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="audience",
            field=models.CharField(
                choices=[
                    ("team", "the facilitators, and the participant who wrote it"),
                    ("room", "everyone in the room"),
                ],
                default="team",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="key",
            field=models.CharField(default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="note",
            name="question",
            field=models.CharField(blank=True, max_length=44),
        ),
        migrations.AddField(
            model_name="note",
            name="seat",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deals.seat",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="subject",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="boards.subject",
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="seat",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="deals.seat",
            ),
        ),
        migrations.AddField(
            model_name="seatlog",
            name="enough",
            field=models.CharField(
                blank=True,
                choices=[("yes", "yes"), ("partly", "partly"), ("no", "no")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="seatlog",
            name="favourite",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="boards.sheet",
            ),
        ),
        migrations.AddField(
            model_name="seatlog",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="boards.subject",
            ),
        ),
        migrations.AddField(
            model_name="seatlog",
            name="ready_in",
            field=models.CharField(
                blank=True,
                choices=[
                    ("preparing", "preparing"),
                    ("meaning", "meaning"),
                    ("placing", "placing"),
                    ("revealing", "revealing"),
                    ("discussing", "discussing"),
                    ("closed", "closed"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="sessionlog",
            name="course",
            field=models.JSONField(
                default=dict,
                help_text="What facilitators set for the whole room: boards/domain/course.py.",
            ),
        ),
        migrations.AddField(
            model_name="subject",
            name="of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="people",
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
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="element",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.RunPython(keep_what_there_is, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="sessionlog",
            name="shown",
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(fields=("sheet", "key"), name="note_once"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("about__in", ["meaning", "answer", "reaction", "note"])),
                name="note_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["team", "room"])), name="note_audience"
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seat__isnull", True)),
                fields=("sheet", "layer"),
                name="reveal_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seat__isnull", False)),
                fields=("sheet", "layer", "seat"),
                name="reveal_once_per_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__isnull", True), ("layer", "team"), _connector="OR"),
                name="reveal_to_a_seat_is_of_the_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.UniqueConstraint(
                condition=models.Q(("partner__isnull", False)),
                fields=("session", "partner"),
                name="subject_partner_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("partner__isnull", False), ("typed__isnull", True)),
                    models.Q(("partner__isnull", True), ("typed__isnull", False)),
                    _connector="OR",
                ),
                name="subject_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("session", "person"),
                name="subject_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("of__isnull", True), ("person__isnull", True)),
                    models.Q(("of__isnull", False), ("partner__isnull", True)),
                    _connector="OR",
                ),
                name="subject_person_is_of_an_organisation",
            ),
        ),
    ]
