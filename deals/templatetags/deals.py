"""Small things that templates of deals draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.safestring import SafeString

from deals.models import OrganisationKind, Partner, Person

register = template.Library()

TURNS = 5


@dataclass(frozen=True)
class Mini:
    """A tiny post-it: the kind of a partner, and one of a few ways in which it lies askew."""

    kind: str
    turn: int


@register.simple_tag
def minis(kinds: Mapping[str, int]) -> list[Mini]:
    """One tiny post-it for every partner, kind by kind, each at a slightly different angle."""
    in_order = [kind.value for kind in OrganisationKind for _ in range(kinds.get(kind.value, 0))]
    # 3 and 5 share no factor, so neighbours never lie alike.
    return [Mini(kind, index * 3 % TURNS) for index, kind in enumerate(in_order)]


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """A field's input without placeholder: its label says what to fill in, and stays."""
    no_placeholder: dict[str, Any] = {"placeholder": False}
    return field.as_widget(attrs=no_placeholder)


@register.simple_tag
def is_demo() -> bool:
    """Whether this installation is for trying it out."""
    return bool(settings.DEMO)


@register.filter
def speakers(partner: Partner) -> list[Person]:
    """Who speaks for a partner now, and for those merged into it; asked with `queries`."""
    parts = [partner, *partner.merged.all()]
    return [person for part in parts for person in part.people.all() if not person.has_left]
