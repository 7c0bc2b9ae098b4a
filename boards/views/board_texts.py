"""Boards for staff of Agenda Stad: which there are, their texts, and what was changed in them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from boards import rules
from boards.board_texts_form import SaidDifference, TextsForm, said, texts_of
from boards.content import Content, library
from boards.domain import board_texts
from boards.domain.board_texts import TextsRefused
from boards.models import BoardTexts
from deals.views.requests import UserRequest

MOST_VERSIONS = 50
CHANGED, NOT_RIGHT = 409, 400


@dataclass(frozen=True)
class BoardRow:
    """A board in the list, and its newest change, if it was ever changed."""

    content: Content
    newest: BoardTexts | None


@dataclass(frozen=True)
class Version:
    """One version of the texts of a board, and what changed with it. No row: the file."""

    number: int
    row: BoardTexts | None
    differences: list[SaidDifference]


@require_safe
def listing(request: UserRequest) -> HttpResponse:
    """All boards, with who changed their texts last."""
    _only_staff(request)
    newest = {row.board: row for row in board_texts.newest_rows()}
    rows = [
        BoardRow(board_texts.laid_over(content, newest[name].texts), newest[name])
        if name in newest
        else BoardRow(content, None)
        for name, content in library().items()
    ]
    return render(request, "boards/boards.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: UserRequest, board: str) -> HttpResponse:
    """The texts of one board, to change them, with how they look. Live, only that is answered."""
    file = _file(request, board)
    if request.headers.get("HX-Request") and request.method == "POST":
        form = TextsForm(request.POST, content=file)
        shown, _faults = board_texts.preview(board, form.typed())
        return render(request, "boards/texts.html#preview", _shown(shown))
    if request.method != "POST":
        newest = board_texts.newest_of(board)
        content = board_texts.laid_over(file, board_texts.texts_in(newest))
        initial = texts_of(content) | {"based_on": board_texts.version_of(newest)}
        form = TextsForm(initial=initial, content=file)
        return _page(request, form, content, newest)
    if request.POST.get("do") == "preview":
        return _preview(request, file)
    return _save(request, file)


@require_safe
def history(request: UserRequest, board: str) -> HttpResponse:
    """Every version of a board's texts: who, when, why, and what changed."""
    file = _file(request, board)
    rows = list(BoardTexts.objects.filter(board=board).select_related("by")[: MOST_VERSIONS + 1])
    versions = [
        Version(row.version, row, _said(file, older, row.texts))
        for row, older in zip(rows, [*(row.texts for row in rows[1:]), {}], strict=False)
    ]
    context = {
        "file": file,
        "content": board_texts.laid_over(file, rows[0].texts) if rows else file,
        "versions": versions[:MOST_VERSIONS],
        "more": len(rows) > MOST_VERSIONS,
    }
    return render(request, "boards/texts_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: UserRequest, board: str) -> HttpResponse:
    """Ask once, then put back the texts of an older version."""
    file = _file(request, board)
    version = _number(request.GET.get("version", ""))
    try:
        wanted = board_texts.texts_at(board, version)
    except TextsRefused:
        raise Http404 from None
    if request.method == "POST":
        based_on = _number(request.POST.get("based_on", ""))
        try:
            board_texts.restore(board, version, request.user, based_on)
        except TextsRefused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("The texts were put back. New sessions get them."))
        return redirect("board-texts", board)
    newest = board_texts.newest_of(board)
    context = {
        "content": board_texts.laid_over(file, wanted),
        "version": version,
        "based_on": board_texts.version_of(newest),
        "differences": _said(file, board_texts.texts_in(newest), wanted),
    }
    return render(request, "boards/texts_restore.html", context)


# Private ----------------------------------------------------------------------------------------


def _only_staff(request: UserRequest) -> None:
    if not rules.may_change_texts(request.user):
        raise Http404


def _file(request: UserRequest, board: str) -> Content:
    """The board as its file says."""
    _only_staff(request)
    if board not in library():
        raise Http404
    return library()[board]


def _number(text: str) -> int:
    """A version that was sent; one that cannot be read is one that does not exist."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _said(file: Content, old: Any, new: Any) -> list[SaidDifference]:
    return said(board_texts.differences(file, old, new), file)


def _preview(request: UserRequest, file: Content) -> HttpResponse:
    form = TextsForm(request.POST, content=file)
    content, faults = board_texts.preview(file.board, form.typed())
    form.add_faults(faults)
    newest = board_texts.newest_of(file.board)
    return _page(request, form, content, newest, {"asked": True})


def _save(request: UserRequest, file: Content) -> HttpResponse:
    form = TextsForm(request.POST, content=file)
    based_on, why = _number(request.POST.get("based_on", "")), request.POST.get("why", "")
    try:
        if not form.is_valid():  # what no browser sends
            raise TextsRefused("faults")
        board_texts.change_texts(file.board, form.typed(), based_on, request.user, why)
    except TextsRefused as refused:
        return _refused(request, form, refused, based_on)
    messages.success(request, _("The texts are saved. New sessions get them."))
    return redirect("board-texts", file.board)


def _refused(
    request: UserRequest, form: TextsForm, refused: TextsRefused, based_on: int
) -> HttpResponse:
    """The page again, with everything that was typed and why it was not saved."""
    board, newest = form.content.board, board_texts.newest_of(form.content.board)
    context: dict[str, Any] = {"refused": refused.sentence, "status": NOT_RIGHT}
    typed = form.typed()
    if refused.code == "changed":
        together = board_texts.merged(board, typed, based_on)
        data = request.POST.copy()
        for path, text in together.typed.items():
            data[path] = text
        data["based_on"] = str(board_texts.version_of(newest))
        form = TextsForm(data, content=form.content)
        form.theirs = together.theirs
        context["status"] = CHANGED
    form.add_faults(refused.faults)
    content, _faults = board_texts.preview(board, form.typed())
    return _page(request, form, content, newest, context)


def _page(
    request: HttpRequest,
    form: TextsForm,
    content: Content,
    newest: BoardTexts | None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    shown = _shown(content) | {"form": form, "newest": newest} | (context or {})
    return render(request, "boards/texts.html", shown, status=shown.get("status", 200))


def _shown(content: Content) -> dict[str, Any]:
    """A board for the preview."""
    areas = content.areas_of(content.fillings[0].id)
    return {"content": content, "areas": areas, "picture": static(content.picture)}
