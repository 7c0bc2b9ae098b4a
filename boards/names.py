"""Names broken into the lines of a post-it."""

LINE_LENGTH = 16
ELLIPSIS = "…"
# Beginnings that would leave no room for what tells names apart.
SHARED_WORDS = (("Ministerie van ", "Min. "), ("Hoogheemraadschap van ", "HH "))


def lines_of(name: str) -> list[str]:
    """The name on a post-it: at most two lines of 16 characters, then shortened with "…"."""
    lines = [""]
    words = _shortened(name).split()
    for word in words:
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LINE_LENGTH:
            lines[-1] = joined
        elif lines[-1]:
            lines.append(word)
        else:
            lines[-1] = word
    shown = lines[:2]
    if len(lines) > 2:
        shown[1] += ELLIPSIS
    return [_shorten(line) for line in shown]


def _shortened(name: str) -> str:
    """A name without the words that many names share, when it is too long for a post-it."""
    if len(name) > 2 * LINE_LENGTH:
        for long, short in SHARED_WORDS:
            if name.startswith(long):
                return short + name.removeprefix(long)
    return name


def _shorten(line: str) -> str:
    if len(line) <= LINE_LENGTH:
        return line
    return line[: LINE_LENGTH - 1].rstrip(ELLIPSIS + " ") + ELLIPSIS


def before_filling(title: str) -> str:
    """The title of a board as it stands before a colon and the way of filling in: a question goes
    without its mark.
    """
    return title.removesuffix("?")
