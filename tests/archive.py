"""The file of a deal as tests see it: written, taken apart, and brought into another place."""

from typing import Any

import orjson

from boards.domain.destruction import destroy_session
from boards.models import Destruction
from deals.domain.archive.exporting import export_deal
from deals.domain.archive.importing import import_deal
from deals.models import Deal, Partner, User

Document = dict[str, Any]


def document_of(data: bytes) -> Document:
    """What a file says, but for when it was made."""
    document: Document = orjson.loads(data)
    del document["made_at"]
    return document


def changed(data: bytes, **parts: Any) -> bytes:
    """The file with other parts at the top."""
    return orjson.dumps(orjson.loads(data) | parts)


def tables(document: Document) -> dict[str, list[Document]]:
    """All rows of a file, by the name of their model."""
    return {
        name: rows for section in document["sections"].values() for name, rows in section.items()
    }


def forget(deal: Deal) -> None:
    """Make this installation one that never heard of the deal; its organisations stay."""
    for session in list(deal.sessions.values_list("pk", flat=True)):
        destroy_session(session)
    Destruction.objects.all().delete()
    deal.actions.all().delete()
    deal.innovations.all().delete()
    Partner.objects.filter(deal=deal).update(merged_into=None)
    deal.delete()


def comes_back_the_same(deal: Deal, by: User) -> Deal:
    """Write a deal, forget it, bring it in and write it again: the same file. The new deal."""
    data = export_deal(deal)
    forget(deal)
    made = import_deal(data, by)
    assert document_of(export_deal(made)) == document_of(data)
    return made
