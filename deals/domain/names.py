"""Recognising an organisation by its name: "Den Haag" is "Gemeente 's-Gravenhage".

Three degrees. *Exact*: only capitals differ. *Same*: the same words after taking off what people
write in many ways. *Similar*: a letter or a small word differs, so a person has to say.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice
from typing import Generic, TypeVar

from deals.models import OrganisationKind

SHORTEST_FOR_CLOSE = 6
MOST_MATCHES = 5
# Names that are looked at for one name, and letters by which they are found: whoever makes up names
# that are all alike holds nobody up.
MOST_CANDIDATES = 50
LETTERS_TO_FIND = 60

# What a name says about the sort of organisation. Two names that say different things are never
# the same one: Gemeente Utrecht, Provincie Utrecht, Universiteit Utrecht.
SORTS = {
    "gemeente": "gemeente",
    "gem": "gemeente",
    "municipality": "gemeente",
    "provincie": "provincie",
    "ministerie": "ministerie",
    "minister": "ministerie",
    "ministry": "ministerie",
    "staatssecretaris": "ministerie",
    "stichting": "stichting",
    "vereniging": "vereniging",
    "cooperatie": "cooperatie",
    "waterschap": "waterschap",
    "hoogheemraadschap": "waterschap",
    "universiteit": "universiteit",
    "university": "universiteit",
    "hogeschool": "hogeschool",
}
# A name without these is still the same name. With the others it is not: "Provincie Utrecht" is
# not what people mean by "Utrecht".
LEFT_OUT = {"gemeente", "ministerie", "stichting", "vereniging", "cooperatie"}
LEGAL_FORMS = {"bv", "nv", "vof", "cv", "ua", "ltd", "inc", "gmbh", "sa", "holding"}
SMALL_WORDS = {
    *("de", "het", "een", "van", "voor", "der", "den", "te", "in", "en", "the", "of", "and"),
    *("nederland", "nederlandse", "nl", "koninklijke", "groep", "group", "nationaal", "nationale"),
}
# Other names of the same.
WORDS = {"tu": "technische universiteit", "st": "sint", "min": "ministerie"}
PLACES = {
    "s gravenhage": "den haag",
    "the hague": "den haag",
    "s hertogenbosch": "den bosch",
    "fryslan": "friesland",
}
MINISTRIES = {
    "bzk": "binnenlandse zaken en koninkrijksrelaties",
    "bz": "buitenlandse zaken",
    "ienw": "infrastructuur en waterstaat",
    "jenv": "justitie en veiligheid",
    "lnv": "landbouw natuur en voedselkwaliteit",
    "lvvn": "landbouw visserij voedselzekerheid en natuur",
    "ocw": "onderwijs cultuur en wetenschap",
    "szw": "sociale zaken en werkgelegenheid",
    "vro": "volkshuisvesting en ruimtelijke ordening",
    "vws": "volksgezondheid welzijn en sport",
    "ezk": "economische zaken en klimaat",
    "kgg": "klimaat en groene groei",
}


class Likeness(IntEnum):
    """How sure it is that two names are of one organisation."""

    SIMILAR = 1
    SAME = 2
    EXACT = 3


@dataclass(frozen=True)
class Forms:
    """A name in the forms by which it is found."""

    exact: str
    sort: str
    keys: frozenset[str]
    loose: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """Platform31 is not Platform32, however close."""
        return tuple(re.findall(r"\d+", self.loose))


@lru_cache(maxsize=20_000)
def forms_of(name: str) -> Forms:
    """The forms of a name."""
    outside, short = _split_brackets(name)
    words = _words(outside)
    sort = next((SORTS[word] for word in words if word in SORTS), "")
    rest = [word for word in words if word not in LEGAL_FORMS and SORTS.get(word) not in LEFT_OUT]
    while rest and len(rest) < len(words) and rest[0] in {"van", "voor", "de", "het"}:
        rest = rest[1:]  # of "Ministerie van", "Stichting De"
    rest = rest or words
    key = " ".join(rest)
    for place, usual in PLACES.items():
        key = re.sub(rf"\b{place}\b", usual, key)
    key = MINISTRIES.get(key, key) if sort in ("ministerie", "") else key
    keys = {key} | {form for part in short if (form := " ".join(_words(part)))}
    loose = " ".join(word for word in key.split() if word not in SMALL_WORDS) or key
    return Forms(exact_form(name), sort, frozenset(keys - {""}), loose)


def exact_form(name: str) -> str:
    """A name as the database compares it: without a difference between capitals and others."""
    return name.lower()


def _split_brackets(name: str) -> tuple[str, list[str]]:
    """The name without what stands in brackets, and the abbreviations in them."""
    inside = re.findall(r"\(([^()]*)\)", name)
    outside = re.sub(r"\([^()]*\)", " ", name)
    short = [part for part in inside if re.fullmatch(r"\s*[A-Z][\w&.-]{1,9}\s*", part)]
    return (outside, short) if outside.strip() else (name, [])


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"\b((?:[a-z]\.){2,})", lambda m: m[1].replace(".", "") + " ", plain)
    plain = plain.replace("&", " en ").replace("+", " en ")
    plain = re.sub(r"[’'`´]s\b", " s ", plain)
    words = re.findall(r"\w+", re.sub(r"[’'`´.]", "", plain))
    return [part for word in words for part in WORDS.get(word, word).split()]


# Comparing ------------------------------------------------------------------------------------


def likeness(one: Forms, other: Forms) -> Likeness | None:
    """How alike two names are, or None."""
    if one.exact == other.exact:
        return Likeness.EXACT
    if one.sort and other.sort and one.sort != other.sort:
        return None
    if one.keys & other.keys:
        return Likeness.SAME
    if one.loose == other.loose or _is_close(one, other):
        return Likeness.SIMILAR
    return None


def _is_close(one: Forms, other: Forms) -> bool:
    lengths = len(one.loose), len(other.loose)
    # Of two short names of the same length, one other letter is another name.
    if min(lengths) < SHORTEST_FOR_CLOSE or max(lengths) == SHORTEST_FOR_CLOSE:
        return False
    return _is_one_letter_apart(one.loose, other.loose) and one.numbers == other.numbers


def _is_one_letter_apart(one: str, other: str) -> bool:
    """Whether they are the same when one letter is taken out of one of them, or out of each."""
    at = _first_difference(one, other)
    rest, other_rest = one[at:], other[at:]
    if rest[1:] in (other_rest, other_rest[1:]) or rest == other_rest[1:]:
        return True
    return _is_one_more(rest[1:], other_rest) or _is_one_more(other_rest[1:], rest)


def _is_one_more(less: str, more: str) -> bool:
    """Whether a text is the other with a letter more, somewhere."""
    at = _first_difference(less, more)
    return less[at:] == more[at + 1 :]


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    shortest = min(len(one), len(other))
    return next((index for index, (a, b) in pairs if a != b), shortest)


def _without_one_letter(form: str) -> Iterator[str]:
    """The form and every form with a letter less: names one mistake apart share one of them."""
    form = form[:LETTERS_TO_FIND]
    yield form
    if len(form) >= SHORTEST_FOR_CLOSE:
        for index in range(len(form)):
            yield form[:index] + form[index + 1 :]


Ref = TypeVar("Ref", bound=Hashable)


@dataclass(frozen=True)
class Match(Generic[Ref]):
    """Something that a name may stand for."""

    ref: Ref
    name: str
    kind: str
    likeness: Likeness


class Names(Generic[Ref]):
    """Names that are known, found back by likeness; the time does not grow with their number."""

    def __init__(self) -> None:
        self._known: list[tuple[Ref, str, str, Forms]] = []
        self._exact: dict[str, int] = {}
        self._by_form: dict[str, list[int]] = defaultdict(list)

    def add(self, ref: Ref, name: str, kind: str = OrganisationKind.UNKNOWN) -> None:
        """Know `ref` by this name too."""
        forms = forms_of(name)
        if forms.exact in self._exact:
            return
        index = len(self._known)
        self._known.append((ref, name, kind, forms))
        self._exact[forms.exact] = index
        for form in self._forms_to_find(forms):
            self._by_form[form].append(index)

    def matches(self, name: str, kind: str = OrganisationKind.UNKNOWN) -> list[Match[Ref]]:
        """What the name may stand for, the likeliest first, each thing once.

        Of two kinds that are known and differ, the names can be similar, not the same.
        """
        forms = forms_of(name)
        if forms.exact in self._exact:
            ref, known, its_kind, _forms = self._known[self._exact[forms.exact]]
            return [Match(ref, known, its_kind, Likeness.EXACT)]
        found: dict[Ref, Match[Ref]] = {}
        for index in self._candidates(forms):
            ref, known, its_kind, its_forms = self._known[index]
            how = likeness(forms, its_forms)
            if how is None:
                continue
            if OrganisationKind.UNKNOWN not in (kind, its_kind) and kind != its_kind:
                how = Likeness.SIMILAR
            if ref not in found or found[ref].likeness < how:
                found[ref] = Match(ref, known, its_kind, how)
        ordered = sorted(found.values(), key=lambda match: (-match.likeness, match.name))
        return ordered[:MOST_MATCHES]

    def _candidates(self, forms: Forms) -> list[int]:
        """The known names that share a form, not too many: those of its own forms first."""
        found = dict.fromkeys(
            index
            for form in self._forms_to_find(forms)
            for index in islice(self._by_form.get(form, ()), MOST_CANDIDATES)
        )
        return sorted(islice(found, MOST_CANDIDATES))

    @staticmethod
    def _forms_to_find(forms: Forms) -> Iterable[str]:
        return dict.fromkeys((*sorted(forms.keys), *_without_one_letter(forms.loose)))
