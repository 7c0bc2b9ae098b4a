"""Names broken into the lines of a post-it."""

LINE_LENGTH = 16
ELLIPSIS = "…"
# Beginnings that would leave no room for what tells names apart.
SHARED_WORDS = (("Ministerie van ", "Min. "), ("Hoogheemraadschap van ", "HH "))


def lines_of(name: str) -> list[str]:
    """The name on a post-it: at most two lines of 16 characters, then shortened with "…"."""
    return broken(_shortened(name), LINE_LENGTH)


def broken(name: str, length: int) -> list[str]:
    """A name in at most two lines of this length, then shortened."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= length or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    shown = lines[:2]
    if len(lines) > 2:
        shown[1] += ELLIPSIS
    return [_cut_off(line, length) for line in shown]


def _shortened(name: str) -> str:
    """A name without the words that many names share, when it is too long for a post-it."""
    if len(name) > 2 * LINE_LENGTH:
        for long, short in SHARED_WORDS:
            if name.startswith(long):
                return short + name.removeprefix(long)
    return name


def _cut_off(line: str, length: int) -> str:
    return line if len(line) <= length else line[: length - 1].rstrip(ELLIPSIS + " ") + ELLIPSIS


def before_filling(title: str) -> str:
    """The title of a board as it stands before a colon and the way of filling in: a question goes
    without its mark.
    """
    return title.removesuffix("?")


def sheet_name(title: str, filling: str, *, ways: int) -> str:
    """What a board on the table is called: with how it is filled in where there are several ways;
    of the only way there is, the name tells nobody anything.
    """
    return f"{before_filling(title)}: {filling}" if ways > 1 else title
