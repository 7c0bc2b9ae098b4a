"""What is said and agreed beside a board, in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from boards import texts
from boards.views import talk

register = template.Library()


@register.simple_tag
def text_id(*parts: Any) -> str:
    """The id in the page of a field for the text at a place: `text_id "answer" sheet question`."""
    return "-".join(str(part) for part in parts if part)


@register.filter
def is_shared(note: Mapping[str, Any] | None) -> bool:
    """Whether everyone in the room can read a note, if there is one."""
    return bool(note) and talk.is_shared(dict(note or {}))


@register.simple_tag
def from_phones(count: int) -> str:
    """How many answers phones gave, in words."""
    text = texts.CONTROL["answer_of_phone" if count == 1 else "answers_of_phones"]
    return str(text).format(count=count)


@register.simple_tag
def answers_in(heard: talk.Heard | None) -> str:
    """What there is to read of something, in words: as `#answers` of static/js/board/talk.js."""
    if not heard:
        return ""
    count = len(heard.said) + heard.kept
    own = [str(texts.CONTROL["noted"])] if heard.note and heard.note["text"] else []
    return " · ".join(own + ([from_phones(count)] if count else []))
