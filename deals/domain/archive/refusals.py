"""Why a file is not brought in: a code, a sentence, and where in the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deals.refusals import Refusal

REFUSALS: dict[str, Promise] = {
    "no_file": _("Choose the file of a deal first."),
    "empty": _("This file is empty. Choose the file of a deal."),
    "too_large": _(
        "This file is larger than 32 MB: too large for this page. Whoever runs this installation "
        "can bring it in, with the command import_deal."
    ),
    "too_much": _("There is more in this file than we can bring in at once."),
    "not_json": _("We cannot read this file. Choose the JSON file of a deal."),
    "cut_off": _("This file stops halfway. Download or copy it again."),
    "too_deep": _("This file is not the file of a deal: it is nested too deeply."),
    "other_format": _("This is a JSON file, but not the file of a deal."),
    "newer": _(
        "This file was made with a newer version. Bring this installation up to date first."
    ),
    "unknown_version": _("We don't know the version of this file."),
    "missing": _("A part of this file is missing."),
    "unknown": _("There is something in this file that we don't know."),
    "bad_value": _("There is a value in this file that cannot be right."),
    "bad_text": _("There is a text in this file with characters that cannot be kept."),
    "twice": _("Something stands in this file twice."),
    "dangling": _("Something in this file points at something that is not in the file."),
    "circle": _("Something in this file goes on as itself."),
    "gap": _("The numbers of what happened in a session don't follow each other in this file."),
    "inconsistent": _(
        "This file contradicts itself: the boards differ from what happened in the session."
    ),
    "unknown_board": _("There is a board in this file that this installation does not have."),
    "deal_is_here": _("This deal is here already. Nothing was changed."),
    "name_taken": _("There is already a deal with this name. Nothing was changed."),
    "in_use": _("Something in this file is here already, in another deal. Nothing was changed."),
    "destroyed": _("A session in this file was destroyed here for good, so it cannot come back."),
    "one_organisation": _(
        "Two partners in this file are one organisation here. Give one of them another name first."
    ),
    "not_whole": _("What stands in this file does not fit together. Nothing was changed."),
    "gone": _("The file that you looked at is no longer here. Choose it again."),
}
# What is not wrong with the file itself, but with what is here already.
CONFLICTS = {"deal_is_here", "name_taken", "in_use", "destroyed", "one_organisation", "gone"}


class ArchiveRefused(Refusal):
    """A file is not brought in. `where`: where in it that was seen, for who looks it up."""

    sentences = REFUSALS

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.where = where

    @property
    def status(self) -> int:
        """The status of an answer that says so."""
        if self.code in ("too_large", "too_much"):
            return 413
        return 409 if self.code in CONFLICTS else 400
