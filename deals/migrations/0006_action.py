import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import deals.models.actions


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0005_deal_invented"),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="action")),
                ("owner_name", models.CharField(blank=True, max_length=410)),
                ("due", models.DateField(blank=True, null=True, verbose_name="before or on")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("origin", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="deals.deal",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="deals.coremember",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="deals.partner",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="deals.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=deals.models.actions.keep_unless_tried,
                        related_name="actions",
                        to="deals.session",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("due"), nulls_last=True), "made_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="action_has_a_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("partner", None), ("person", None)),
                            models.Q(("member", None), ("partner", None)),
                            models.Q(("member", None), ("person", None)),
                            _connector="OR",
                        ),
                        name="action_has_one_owner_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", False), ("done_by", None), _connector="OR"
                        ),
                        name="action_done_by_somebody_is_done",
                    ),
                ],
            },
        ),
    ]
