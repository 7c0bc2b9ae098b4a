"""Where partners lay over the years, in templates."""

from collections.abc import Iterable

from django import template

from boards import partner_papers, standings
from boards.domain.standing import Spot
from deals import queries
from deals.models import Action, CoreMember, Person

register = template.Library()


@register.filter
def in_words(spots: Iterable[Spot]) -> str:
    """Places in words: `standing.own|in_words`."""
    return standings.in_words(spots)


@register.filter
def who_sees_to(action: Action) -> str:
    """Who of an organisation sees to an action, where that organisation is named already."""
    return partner_papers.who_sees_to(action)


@register.filter
def how_it_stands(action: Action) -> str:
    """Whether an action was done, and when; or that it is open."""
    return partner_papers.how_it_stands(action)


@register.filter
def owner_value(person: Person) -> str:
    """Somebody as a value in a list of who can own an action."""
    return f"person:{person.pk}"


@register.filter
def is_ticked(action: Action, ticked: Iterable[str]) -> bool:
    """Whether an action is among those that were ticked, by their ids."""
    return str(action.pk) in ticked


@register.filter
def with_role(member: CoreMember) -> str:
    """Somebody in the core team by name and role."""
    return queries.with_role(member)
