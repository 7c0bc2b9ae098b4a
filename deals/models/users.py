"""People with an account, and the deals they work for."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models.base import NAME_LENGTH, Addressed
from deals.models.deals import Deal


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is what they log in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with a usable password, or none at all when `password` is None."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Addressed, AbstractBaseUser, PermissionsMixin):
    """Somebody with an account: a team member of deals, or staff of Agenda Stad, or both."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    is_active = models.BooleanField(default=True)
    is_agenda_stad = models.BooleanField(
        _("works at Agenda Stad"),
        default=False,
        help_text=_("Reads the closed sessions of all deals, never a running one."),
    )
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class TeamRole(models.TextChoices):
    """What somebody in the team of a deal may do."""

    MEMBER = "member", _("team member: keeps the records of the deal")
    FACILITATOR = "facilitator", _("facilitator: prepares and runs sessions")


class TeamMember(models.Model):
    """One user in the team of one deal."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=TeamRole, default=TeamRole.FACILITATOR)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "user"], name="team_member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=TeamRole.values), name="team_member_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.deal})"


class Invitation(Addressed):
    """A link that makes one colleague, at one e-mail address, a team member: once, in 7 days.

    Only the SHA-256 of its token is kept, so a leaked table opens nothing.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(max_length=20, choices=TeamRole, default=TeamRole.FACILITATOR)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_not_both_accepted_and_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.deal}"
