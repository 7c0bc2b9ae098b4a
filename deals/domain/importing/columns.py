"""The columns of a list, and the words that people put above and in them.

A column is called by its Dutch name everywhere, also in sentences: that is what stands in the file.
"""

import re
import unicodedata
from enum import StrEnum

from deals.models import Level, OrganisationKind, Relation


class Column(StrEnum):
    """A column, in the order in which a list without a header has them."""

    ORGANISATION = "organisatie"
    KIND = "soort"
    SIGNED = "ondertekend"
    RELATION = "relatie"
    SINCE = "sinds"
    UNTIL = "tot"
    WHY = "waarom"
    HOURS = "uren"
    EUROS = "euro"
    CONTRIBUTION = "bijdrage"
    LINES = "werklijn"
    ROLE = "functie"
    NAME = "naam"
    LEVEL = "niveau"


HEADERS = {column.value: column for column in Column} | {
    "organisation": Column.ORGANISATION,
    "organisaties": Column.ORGANISATION,
    "naam organisatie": Column.ORGANISATION,
    "organisatienaam": Column.ORGANISATION,
    "partner": Column.ORGANISATION,
    "partij": Column.ORGANISATION,
    "soort organisatie": Column.KIND,
    "type": Column.KIND,
    "kind": Column.KIND,
    "ondertekend op": Column.SIGNED,
    "datum ondertekening": Column.SIGNED,
    "ondertekening": Column.SIGNED,
    "getekend": Column.SIGNED,
    "signed": Column.SIGNED,
    "signed on": Column.SIGNED,
    "rol in de deal": Column.RELATION,
    "relation": Column.RELATION,
    "vanaf": Column.SINCE,
    "since": Column.SINCE,
    "tot en met": Column.UNTIL,
    "t m": Column.UNTIL,
    "until": Column.UNTIL,
    "reden": Column.WHY,
    "why": Column.WHY,
    "uren per jaar": Column.HOURS,
    "hours": Column.HOURS,
    "euros": Column.EUROS,
    "euro per jaar": Column.EUROS,
    "bedrag": Column.EUROS,
    "inbreng": Column.CONTRIBUTION,
    "contribution": Column.CONTRIBUTION,
    "werklijnen": Column.LINES,
    "line of work": Column.LINES,
    "line": Column.LINES,
    "contactpersoon": Column.ROLE,
    "rol": Column.ROLE,
    "role": Column.ROLE,
    "contact": Column.ROLE,
    "naam contactpersoon": Column.NAME,
    "name": Column.NAME,
    "level": Column.LEVEL,
}

KINDS = {kind.value: kind for kind in OrganisationKind} | {
    "gemeente": OrganisationKind.MUNICIPALITY,
    "gemeenten": OrganisationKind.MUNICIPALITY,
    "stad": OrganisationKind.MUNICIPALITY,
    "ministerie": OrganisationKind.MINISTRY,
    "departement": OrganisationKind.MINISTRY,
    "rijk": OrganisationKind.MINISTRY,
    "rijksoverheid": OrganisationKind.MINISTRY,
    "overheid": OrganisationKind.GOVERNMENT,
    "andere overheid": OrganisationKind.GOVERNMENT,
    "overige overheid": OrganisationKind.GOVERNMENT,
    "provincie": OrganisationKind.GOVERNMENT,
    "waterschap": OrganisationKind.GOVERNMENT,
    "uitvoeringsorganisatie": OrganisationKind.GOVERNMENT,
    "other government": OrganisationKind.GOVERNMENT,
    "markt": OrganisationKind.MARKET,
    "marktpartij": OrganisationKind.MARKET,
    "bedrijf": OrganisationKind.MARKET,
    "bedrijven": OrganisationKind.MARKET,
    "onderneming": OrganisationKind.MARKET,
    "privaat": OrganisationKind.MARKET,
    "market party": OrganisationKind.MARKET,
    "company": OrganisationKind.MARKET,
    "kennis": OrganisationKind.KNOWLEDGE,
    "kennisinstelling": OrganisationKind.KNOWLEDGE,
    "kennisinstituut": OrganisationKind.KNOWLEDGE,
    "universiteit": OrganisationKind.KNOWLEDGE,
    "hogeschool": OrganisationKind.KNOWLEDGE,
    "onderwijs": OrganisationKind.KNOWLEDGE,
    "onderwijsinstelling": OrganisationKind.KNOWLEDGE,
    "onderzoek": OrganisationKind.KNOWLEDGE,
    "knowledge institute": OrganisationKind.KNOWLEDGE,
    "university": OrganisationKind.KNOWLEDGE,
    "koepel": OrganisationKind.UMBRELLA,
    "koepelorganisatie": OrganisationKind.UMBRELLA,
    "branche": OrganisationKind.UMBRELLA,
    "brancheorganisatie": OrganisationKind.UMBRELLA,
    "branchevereniging": OrganisationKind.UMBRELLA,
    "umbrella organisation": OrganisationKind.UMBRELLA,
    "maatschappelijk": OrganisationKind.CIVIL,
    "maatschappelijke organisatie": OrganisationKind.CIVIL,
    "stichting": OrganisationKind.CIVIL,
    "vereniging": OrganisationKind.CIVIL,
    "ngo": OrganisationKind.CIVIL,
    "civil society organisation": OrganisationKind.CIVIL,
    "onbekend": OrganisationKind.UNKNOWN,
    "soort onbekend": OrganisationKind.UNKNOWN,
}

RELATIONS = {relation.value.replace("_", " "): relation for relation in Relation} | {
    "partner": Relation.SIGNED,
    "ondertekend": Relation.SIGNED,
    "getekend": Relation.SIGNED,
    "partner ondertekend": Relation.SIGNED,
    "betrokken": Relation.INVOLVED,
    "betrokken tekent niet mee": Relation.INVOLVED,
    "tekent niet mee": Relation.INVOLVED,
    "ontbreekt": Relation.MISSING,
    "gemist": Relation.MISSING,
    "nee": Relation.SAID_NO,
    "zei nee": Relation.SAID_NO,
    "afgehaakt": Relation.SAID_NO,
    "afgezegd": Relation.SAID_NO,
}

LEVELS = {level.value: level for level in Level} | {
    "bestuurder": Level.BOARD,
    "bestuur": Level.BOARD,
    "bestuurlijk": Level.BOARD,
    "wethouder": Level.BOARD,
    "directeur": Level.DIRECTOR,
    "directie": Level.DIRECTOR,
    "medewerker": Level.STAFF,
    "ambtelijk": Level.STAFF,
    "trainee": Level.TRAINEE,
    "stagiair": Level.TRAINEE,
}

# By how a name starts, or ends; only where that leaves no doubt.
_BEGINNINGS = (
    (r"gemeente\b", OrganisationKind.MUNICIPALITY),
    (r"(ministerie|minister|staatssecretaris) (van|voor)\b", OrganisationKind.MINISTRY),
    (
        r"(provincie|waterschap|hoogheemraadschap|omgevingsdienst|veiligheidsregio)\b",
        OrganisationKind.GOVERNMENT,
    ),
    (
        r"(technische universiteit|universiteit|hogeschool|tu|universitair)\b",
        OrganisationKind.KNOWLEDGE,
    ),
    (
        r"(vereniging van|branchevereniging|brancheorganisatie|koepel|unie van)\b",
        OrganisationKind.UMBRELLA,
    ),
    (r"(stichting|vereniging)\b", OrganisationKind.CIVIL),
)
_ENDINGS = ((r"\b(b\.?v\.?|n\.?v\.?)$", OrganisationKind.MARKET),)


def guess_kind(name: str) -> OrganisationKind | None:
    """The kind of an organisation, when its name says so plainly."""
    plain = name.casefold().strip()
    for pattern, kind in _BEGINNINGS:
        if re.match(pattern, plain):
            return kind
    for pattern, kind in _ENDINGS:
        if re.search(pattern, plain):
            return kind
    return None


def plain_word(text: str) -> str:
    """How a header or a word from a fixed list is compared: lower case, no accents or signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", letters.replace("_", " ")))
