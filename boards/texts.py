"""Texts that JavaScript shows: each page gets SHARED and its own, translated, in its page data.

Names in braces are filled in by `format` of static/js/shared/text.js.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = dict[str, Promise]

# The line about the connection, and answers that no server gave: on every live page.
SHARED: Texts = {
    "saved": _("All is saved."),
    "saved_slowly": _("All is saved. What others do comes in a little later."),
    "saving": _("Saving…"),
    "offline": _("No connection. What you do now is sent later."),
    "offline_watching": _("No connection. We keep trying."),
    "closed": _("The session is closed."),
    "gone": _("You are no longer in this session."),
    "not_understood": _("Something went wrong. Reload the page and try again."),
    # A post-it in words: its name, its kind and where it lies.
    "kind_municipality": _("municipality"),
    "kind_ministry": _("ministry"),
    "kind_government": _("other government"),
    "kind_market": _("market party"),
    "kind_knowledge": _("knowledge institute"),
    "kind_umbrella": _("umbrella organisation"),
    "kind_civil": _("civil-society organisation"),
    "kind_unknown": _("kind not known"),
    "layer_self": _("placed by the participant"),
    "layer_team": _("placed by the facilitators"),
    "layer_agreed": _("agreed together"),
    "on_behalf": _("placed on behalf of the participant"),
    "hidden": _("hidden from the room"),
    "missing": _("missing partner"),
    "differs": _("differs within the organisation"),
    "of_seats": _("{count} participants"),
    "in_element": _("in {element}"),
    "between": _("between the elements"),
    "names_found": _("Found: {count}."),
    "nobody_found": _("Nobody has this name."),
    "difference": _("{name}: the participant says {own}, the facilitators say {team}."),
}

# What the control view says: on the board, in its menus and to screen readers.
CONTROL: Texts = {
    # What happened, said once.
    "placed_in": _("{name} now lies in {element}."),
    "placed_between": _("{name} now lies between the elements."),
    # The post-it goes out of sight, for the room and mostly on this laptop too.
    "placed_in_hidden": _("{name} now lies in {element}, hidden from the room."),
    "placed_between_hidden": _("{name} now lies between the elements, hidden from the room."),
    "taken_off": _("{name} is off the board."),
    "returned": _("{name} is back where it was: you let go outside the board."),
    "cancelled": _("{name} stays where it was."),
    "chosen": _("{name} is chosen. Tap the place on the board where it belongs."),
    "others_moved": _("Moved by others: {count}."),
    "now_on_table": _("{name} is on the table."),
    "revealed": _("Everyone in the room can see these post-its now."),
    "tidied": _("The post-its lie in rows."),
    "tidied_element": _("{element}: the post-its lie in rows."),
    # Finding a partner, and where it stands.
    "stands_self": _("{element}, by the participant"),
    "stands_behalf": _("{element}, on behalf of the participant"),
    "stands_team": _("{element}, by the facilitators"),
    "stands_agreed": _("{element}, agreed together"),
    "stands_nowhere": _("not on the board yet"),
    "stands_unseen": _("nothing to see on this board now"),
    # The menu of one post-it.
    "move_name": _("Where does {name} belong?"),
    "seats_together": _(
        "This post-it stands for {count} participants of one organisation. Only they can move it."
    ),
    "here_now": _("here now"),
    # Lists.
    "connected": _("{count} connected"),
    "answered": _("answered"),
    "not_answered": _("not answered yet"),
    "placed_for_them": _("placed on their behalf"),
    "no_phone": _("without a phone"),
    # One participant.
    "new_phone_in": _("Done. The new phone has this place now."),
    "offer_too_old": _("This QR code is too old by now."),
    "participant_gone": _("{name} is no longer in the session."),
    "participant_removed": _("{name} is removed, with what they placed."),
    "phone_out": _("The phone of {name} is out."),
    "now_belongs_to": _("{name} now belongs to {organisation}."),
    "made_one": _("{name}: the two places are one now."),
    "answered_of": _("{answered} of {seats} answered"),
    "unsaved": _("Not saved yet: {count}. Wait until all is saved, then close."),
    "door_closed": _("closed"),
    "not_offline": _("This needs a connection. Try again when you are connected."),
    # A text that says what an element means to us.
    "meaning_typing": _("Saved as soon as you pause."),
    "meaning_saved": _("Saved."),
    "meaning_offline": _("Not saved: no connection. We keep trying; leave this page open."),
    "meaning_choose": _("Not saved: somebody else changed this text too. Choose below."),
    "meaning_taken_away": _("(This text was taken away.)"),
    "meaning_too_long": _("Not saved: this text is too long. Make it shorter."),
    "meaning_refused": _("Not saved. {refusal}"),
    "meaning_count": _("{count} of {most} characters"),
}

# What phones and the shared screen say.
ROOM: Texts = {
    # The phone
    "your_place": _("Your place"),
    "placed_for_you": _("Placed for you by the facilitator"),
    "team_place": _("The facilitators see you here: {element}"),
    "own_between": _("Between the parts of the picture"),
    "visible_open": _("Everyone in the room sees where you stand."),
    "visible_hidden": _("Only you and the facilitators see this, until they show it."),
    "not_chosen": _("You have not chosen yet."),
    "your_place_is": _("Your place: {element}. It is saved."),
    "you_do_not_know": _("Your answer: I don't know. It is saved."),
    "you_answered": _("You answered {given} of {all}. It is saved."),
    "refused_visible": _(
        "Your choice was not saved: by now everyone in the room would see it. Choose again if you"
        " want that."
    ),
    "refused_late": _(
        "This came too late and was not saved: placing is over. Tell the facilitator where you"
        " stand."
    ),
    "refused_early": _("This was not saved: placing is not open now."),
    "refused_other": _(
        "Your choice was not saved: your organisation was changed meanwhile. Choose again."
    ),
    "not_offline": _("This needs a connection. Try again when you are connected."),
    "kept": _("No connection. Your choice is kept and sent later."),
    "goes_on": _("Connected. This page goes on by itself."),
    # The shared screen
    "count_of": _("{answered} of {seats}"),
    "has_answered": _("has answered"),
    "have_answered": _("have answered"),
    "screen_offline": _("No connection. The picture may be behind. We keep trying."),
    "screen_gone": _("This screen was closed. Open it again from the facilitator's laptop."),
}
