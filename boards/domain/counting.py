"""Whose word counts where something has a place in more than one layer."""

from boards.models import Layer

# Partners and people speak for themselves.
COUNTING: tuple[Layer, ...] = (Layer.AGREED, Layer.SELF, Layer.TEAM)
# An innovation speaks for nobody: the facilitators put it where the room wants it, and what each
# participant chose is the spread of opinions beside that.
COUNTING_INNOVATIONS: tuple[Layer, ...] = (Layer.AGREED, Layer.TEAM, Layer.SELF)


def layers_that_count(places: str) -> tuple[Layer, ...]:
    """The layers of what is placed (`Filling.places`), the one that counts first in front."""
    return COUNTING_INNOVATIONS if places == "innovation" else COUNTING
