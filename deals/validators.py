"""Rules for what people type, in our own words."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """A password of at least so many characters; Django's Dutch lacks the sentence."""

    def get_error_message(self) -> str:
        """What to say when it is too short."""
        return _("Use at least %(count)d characters.") % {"count": self.min_length}

    def get_help_text(self) -> str:
        """What to say before."""
        return self.get_error_message()
