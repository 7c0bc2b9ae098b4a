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
    "innovation": _("innovation"),
    "chosen_apart": _("participants chose differently"),
    "of_seats": _("{count} participants"),
    "in_element": _("in {element}"),
    "between": _("between the elements"),
    "names_found": _("Found: {count}."),
    "nobody_found": _("Nobody has this name."),
    # What is said of one subject, where that differs: "Wandelnet: itself Boompje, we Oogst".
    "says_self": _("itself {element}"),
    "says_team": _("we {element}"),
    "says_agreed": _("agreed {element}"),
    "person": _("person"),
    # A text that is written here, and how things stand with it.
    "note_typing": _("Saved as soon as you pause."),
    "note_saved": _("Saved."),
    "note_offline": _("Not saved: no connection. We keep trying; leave this page open."),
    "note_choose": _("Not saved: somebody else changed this text too. Choose below."),
    "note_taken_away": _("(This text was taken away.)"),
    "note_too_long": _("Not saved: this text is too long. Make it shorter."),
    "note_refused": _("Not saved. {refusal}"),
    "note_count": _("{count} of {most} characters"),
}

# What the control view says: on the board, in its menus and to screen readers.
CONTROL: Texts = {
    # What happened, said once.
    "placed_in": _("{name} now lies in {element}."),
    "placed_between": _("{name} now lies between the elements."),
    # Out of sight on this laptop too, which may be shown on the wall: no place is named.
    "placed_hidden": _("{name} is placed, hidden from the room."),
    # While hidden post-its are shown on this laptop.
    "placed_in_hidden": _("{name} now lies in {element}, hidden from the room."),
    "placed_between_hidden": _("{name} now lies between the elements, hidden from the room."),
    "taken_off": _("{name} is off the board."),
    "returned": _("{name} is back where it was: you let go outside the board."),
    "cancelled": _("{name} stays where it was."),
    "changed_said": _("This changed what the participant said."),
    "would_change_said": _("Moving this post-it changes what the participant said."),
    "chosen": _("{name} is chosen. Tap the place on the board where it belongs."),
    # Two ways of filling in on one picture.
    "goes_to": _("{name}: {first} → {second}"),
    "same_in_both": _("In the same place in both: {count}."),
    "only_in_one": _("Only in one of the two: {count}."),
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
    "place_agreed": _("The place you agree on together. What was placed before stays."),
    "not_on_this_board": _("This does not belong on this board."),
    "organisation_first": _("First choose where the organisation belongs."),
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
    # Participants, and what they said beside placing.
    "is_ready": _("ready"),
    "ready_of": _("{ready} of {seats} ready"),
    "likes_board": _("likes {board}"),
    "was_shown": _("saw where we see them"),
    "shown_to_one": _("{name} now sees on the phone where you see them."),
    "seat_added": _("{name} has a place, without a phone."),
    "now_is": _("This participant is {name} now."),
    # What facilitators set for the room, and undo.
    "room_paused": _("Phones cannot place now."),
    "room_goes_on": _("Phones can place again."),
    "room_names_hidden": _("The screen shows no names now. Phones still do."),
    "room_names_shown": _("The screen shows names again."),
    "room_gathered": _("Everyone is at {board} now."),
    "room_free": _("Everyone can choose a board again."),
    "room_timer": _("The timer runs: {time}."),
    "room_timer_over": _("The time is over."),
    "room_timer_off": _("The timer is off."),
    "room_asked": _("The phones now ask whether everybody could say enough."),
    "on_screen_one": _("Large on the screen now: {board}."),
    "on_screen_all": _("On the screen now: all boards side by side."),
    "enough_line": _("Could say enough: yes {yes}, partly {partly}, no {no}"),
    "kinds_stand_out": _("Standing out on this laptop: {kinds}."),
    "filters_cleared": _("Nothing stands out any more."),
    "choosing_here": _("{name} chooses on this laptop now. Our hidden post-its are out of sight."),
    "undone_place": _("Undone: {name} is as it was."),
    "undone_tidy": _("Undone: the post-its lie as they lay."),
    "redone_place": _("Done again: {name}."),
    "redone_tidy": _("Done again: the post-its lie in rows."),
    "nothing_to_undo": _("There is nothing to undo."),
    "nothing_to_redo": _("There is nothing to redo."),
    "unsaved": _("Not saved yet: {count}. Wait until all is saved, then close."),
    "door_closed": _("closed"),
    "not_offline": _("This needs a connection. Try again when you are connected."),
    # The conversation beside the board.
    "noted": _("noted"),
    "answer_of_phone": _("1 answer from a phone"),
    "answers_of_phones": _("{count} answers from phones"),
    "question_elsewhere": _("Show 1 more question, of another element"),
    "questions_elsewhere": _("Show {count} more questions, of other elements"),
    "says_both": _("both {element}"),
    "no_place": _("no place yet"),
    "says_unknown": _("I don't know"),
    "somebody": _("a participant"),
    "on_screen_now": _("The question is on the screen and the phones now."),
    "off_screen_now": _("The question is gone from the screen and the phones."),
    "shared_now": _("Everyone in the room can read this now."),
    # What is agreed.
    "action_added": _("The action stands on the list."),
    "action_changed": _("The action is changed."),
    "action_done": _("Done."),
    "action_open": _("Not done after all."),
    "action_of_question": _("With the question: {question}"),
    "action_of_name": _("About: {name}"),
}

# What phones and the shared screen say.
ROOM: Texts = {
    # The phone
    "your_place": _("Your place"),
    "placed_for_you": _("Placed for you by the facilitator"),
    "team_place": _("The facilitators see you here: {element}"),
    "team_nowhere": _("The facilitators gave you no place on this board."),
    "same_place": _("You and the facilitators see the same."),
    "own_between": _("Between the parts of the picture"),
    "visible_open": _("Everyone in the room sees where you stand."),
    "visible_hidden": _("Only you and the facilitators see this, until they show it."),
    "filled_open": _("Everyone in the room sees what you fill in."),
    "filled_hidden": _("Only you and the facilitators see this, until they show it."),
    "filled_in": _("What you filled in is saved."),
    "not_filled_in": _("You have not filled in anything yet."),
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
    "words_kept": _("No connection. Your text is not sent yet. Leave this page open."),
    "goes_on": _("Connected. This page goes on by itself."),
    "paused": _("The facilitator paused placing for a moment. What you chose stays."),
    "goes": _("You can place again."),
    "gathered": _("The facilitator brings everyone to this board: {board}."),
    "go_along": _("Go along"),
    "next_board": _("Next board: {board}"),
    "next_favourite": _("Which board speaks to you most?"),
    "asked_now": _("The question now: {question}"),
    "asked_line": _("There is a question for everyone."),
    "check_line": _("There is one more short question."),
    "look": _("Look"),
    "shown_line": _("Look: this is where the facilitators see you."),
    "ready": _("The facilitators see that you are ready. Not yet after all? Tap again."),
    "not_ready": _("Then the facilitators know that they can go on."),
    "time_is_up": _("The time is up. Finish your sentence calmly."),
    # The shared screen
    "count_of": _("{answered} of {seats}"),
    "has_answered": _("has answered"),
    "have_answered": _("have answered"),
    "screen_offline": _("No connection. The picture may be behind. We keep trying."),
    "screen_time_up": _("The time is up"),
    "screen_gone": _("This screen was closed. Open it again from the facilitator's laptop."),
}

# Looking back at how a board came about.
REPLAY: Texts = {
    "play": _("Play"),
    "pause": _("Pause"),
    "replay_at": _("Step {at} of {total}"),
    "replay_start": _("Before the first step."),
    "replay_failed": _("This moment could not be fetched. Reload the page and try again."),
}
