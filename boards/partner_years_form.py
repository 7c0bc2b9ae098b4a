"""What people fill in on the page of a partner about a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from deals.domain.years import ANSWERS, Answers, most_letters

ROWS = 5


class YearForm(forms.Form):
    """The three answers. `now`: what the page says, where an answer may be longer after a merge."""

    gained = forms.CharField(label=_("What did the deal bring you?"), required=False)
    network = forms.CharField(
        label=_("Who got to know you, and where did the network help?"), required=False
    )
    products = forms.CharField(label=_("Which knowledge products could you use?"), required=False)

    def __init__(self, *args: Any, now: Answers, **kwargs: Any) -> None:
        initial = {name: getattr(now, name) for name in ANSWERS}
        super().__init__(*args, **({"initial": initial, "auto_id": "year_%s"} | kwargs))
        for name in ANSWERS:
            self.fields[name] = forms.CharField(
                label=self.fields[name].label,
                max_length=most_letters(now, name),
                required=False,
                widget=forms.Textarea(attrs={"rows": ROWS}),
            )

    def answers(self) -> Answers:
        """What was filled in."""
        return Answers(**{name: self.cleaned_data[name] for name in ANSWERS})

    def differences(self, now: Answers) -> list[str]:
        """What the page says by now, for every answer that was typed differently."""
        found = [
            f"{self.fields[name].label} {getattr(now, name) or _text('empty')}"
            for name in ANSWERS
            if getattr(now, name) != self.cleaned_data.get(name)
        ]
        return found or [_text("The same as you typed.")]
