"""Saying no to people: a code for software, and a sentence in their own language."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise


class Refusal(Exception):
    """Nothing was changed, and this is why: a code out of `sentences`, and its sentence."""

    sentences: ClassVar[Mapping[str, Promise | str]]

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """The reason, in the reader's language."""
        return str(self.sentences[self.code])
