"""What people may fill in, checked before anything happens."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from deals.models import TeamRole, User
from deals.models.base import NAME_LENGTH

TOKEN_LENGTH = 400


class InvitationForm(forms.Form):
    """Whom to invite into a team, and as what."""

    email = forms.EmailField(
        label=_("E-mail address of your colleague"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Role in the team"),
        choices=TeamRole,
        initial=TeamRole.FACILITATOR,
        widget=forms.RadioSelect,
    )


class RoleForm(forms.Form):
    """The role of a colleague."""

    role = forms.ChoiceField(choices=TeamRole)


class TokenForm(forms.Form):
    """The token of an invitation, or the whole link when it was pasted by hand."""

    token = forms.CharField(
        label=_("The link from your invitation"),
        max_length=TOKEN_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_token(self) -> str:
        """Only what stands behind the hash sign."""
        token: str = self.cleaned_data["token"]
        return token.rpartition("#")[2].strip()


class NewColleagueForm(forms.Form):
    """Who somebody is that has no account yet."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. A short sentence works well."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.email = email

    def clean_password(self) -> str:
        """Not too short, not too common, not like the name or the address."""
        password: str = self.cleaned_data["password"]
        user = User(email=self.email, name=self.cleaned_data.get("name", ""))
        validate_password(password, user)
        return password
