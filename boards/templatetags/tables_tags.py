"""For templates that offer the tables of a session."""

from django import template
from django.utils.functional import Promise

from boards.export import tables

register = template.Library()


@register.simple_tag
def table_links() -> list[tuple[str, Promise]]:
    """The tables of a session: what their address calls them, and their titles."""
    return tables.table_links()
