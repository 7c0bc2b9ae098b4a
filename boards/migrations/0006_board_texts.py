from uuid import uuid4

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0005_conversation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BoardTexts",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("board", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                (
                    "texts",
                    models.JSONField(
                        help_text="From path to text: only what differs from the file."
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("why", models.CharField(blank=True, max_length=200)),
                (
                    "back_to",
                    models.PositiveIntegerField(
                        help_text="The version whose texts were put back, if that is what was done.",
                        null=True,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["board", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board", "version"), name="board_texts_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gt", 0)),
                        name="board_texts_version_from_one",
                    ),
                ],
            },
        ),
    ]
