// The control view: wires the board, the panel beside it and what stands above it.

/** @import { Command } from "../board/protocol.js" */

import { Course } from "../board/course.js";
import { Desk } from "../board/desk.js";
import { Pointers } from "../board/drag.js";
import { Finder } from "../board/finder.js";
import { elementAt } from "../board/geometry.js";
import { Keys } from "../board/keys.js";
import { connect } from "../board/live.js";
import { Meanings } from "../board/meanings.js";
import { MoveMenu } from "../board/menu.js";
import { HandOverOffer } from "../board/offer.js";
import { Panel } from "../board/panel.js";
import { PersonDialog } from "../board/person.js";
import { QuickPlacing } from "../board/quick.js";
import { followBoards } from "../board/render.js";
import { nameOf, Roster } from "../board/roster.js";
import { announcer } from "../shared/announce.js";
import { followDialogs } from "../shared/dialogs.js";
import { catchCommands } from "../shared/forms.js";
import { need, pageData } from "../shared/page.js";
import { showStatus } from "../shared/status.js";
import { followTabs } from "../shared/tabs.js";
import { format } from "../shared/text.js";

const page = pageData();
const live = connect(page, {
  elementAt: (sheet, x, y) => elementAt(page.boards[sheet].elements, x, y),
});
const views = followBoards(live, page);
const say = announcer(need("[data-says]"));
const sayOfOthers = announcer(need("[data-others]"));

const desk = new Desk(page, live, views, { say, onChange: draw });
const menu = new MoveMenu(
  desk,
  /** @type {HTMLDialogElement} */ (need("[data-menu]")),
  ({ key }) => {
    // From the tray the name goes to the board, and the focus with it.
    if (document.activeElement === document.body) desk.view.node(key)?.focus();
  },
);
const keys = new Keys(desk, live, (thing) => menu.open(thing));
const roster = new Roster();
const person = personDialog();
const panel = new Panel(desk, live, roster, {
  menu: (thing) => menu.open(thing),
  person: (seat) => person?.open(seat),
});
const pointers = new Pointers(desk, live, (target) => panel.thingAt(target));
const finder = new Finder(desk, (thing) => menu.open(thing));
const quick = quickPlacing();
const course = new Course(page, live);
const meanings = new Meanings(desk, live, say);

/** @type {Map<string, string>} where each post-it lay, to say what others moved */
let places = new Map();

function draw() {
  panel.draw();
  finder.draw();
  quick?.draw();
  person?.draw();
  course.draw();
  meanings.draw();
  for (const view of views) keys.draw(view);
  sayWhatOthersMoved();
}

/** Only facilitators have it. */
function quickPlacing() {
  const root = document.querySelector("[data-quick]");
  return root instanceof HTMLElement ? new QuickPlacing(desk, root) : null;
}

/** Only facilitators have it. */
function personDialog() {
  const dialog = document.querySelector("[data-person-dialog]");
  if (!(dialog instanceof HTMLDialogElement)) return null;
  return new PersonDialog(desk, live, roster, new HandOverOffer(page, dialog), { dialog, say });
}

function sayWhatOthersMoved() {
  const now = new Map(desk.view.postits.map(({ key, x, y }) => [key, `${x} ${y}`]));
  const moved = [...new Set([...now.keys(), ...places.keys()])].filter(
    (key) => now.get(key) !== places.get(key) && !desk.isMine(key),
  );
  if (places.size > 0 && moved.length > 0) {
    sayOfOthers("moved", format(page.texts.others_moved, { count: moved.length }));
  }
  places = now;
}

/**
 * Send what a form says, and say what came of it.
 * @param {Command} command
 * @param {HTMLFormElement} form
 */
async function carryOut(command, form) {
  form.closest("dialog")?.close();
  if (live.status === "offline") {
    say("form", page.texts.not_offline);
    return;
  }
  if (command.kind === "tidy_up") {
    desk.tidyUp(command.element ?? null);
    return;
  }
  const told = aboutPerson(command);
  const answer = await live.send(command);
  if (answer.refused) return;
  if (command.kind === "put_on_table") {
    form.reset();
    say("form", format(page.texts.now_on_table, { name: command.name }));
  } else if (command.kind === "reveal_sheet") {
    say("form", page.texts.revealed);
  } else if (told) {
    say("person", told);
  }
}

/**
 * What to say when a command about a participant is carried out; as they are called before it.
 * @param {Command} command
 */
function aboutPerson(command) {
  if (!("seat" in command)) return "";
  const participant = roster.people(live.state).find(({ seat }) => seat.id === command.seat);
  const name = participant ? nameOf(participant) : "";
  switch (command.kind) {
    case "change_organisation": {
      const organisation = command.name ?? live.state.subjects[command.subject ?? ""]?.name ?? "";
      return format(page.texts.now_belongs_to, { name, organisation });
    }
    case "merge_seats":
      return format(page.texts.made_one, { name });
    case "take_phone_away":
      return format(page.texts.phone_out, { name });
    case "remove_seat":
      return format(page.texts.participant_removed, { name });
    default:
      return "";
  }
}

for (const view of views) {
  pointers.follow(view.svg);
  keys.follow(view);
}
pointers.follow(panel.root);
pointers.start();
followTabs(need('.panel [role="tablist"]'));
followDialogs();
catchCommands(carryOut);
showStatus(live, need("[data-live-status]"), page.texts, { watches: !page.facilitates });
live.onRefused(({ sentence }, { kind }) => {
  // A text that was not taken says so itself, where it is written.
  if (kind !== "write_note") say("refused", sentence);
});
live.subscribe(draw);
panel.start();
finder.start();
person?.start();
course.start();
meanings.start();
draw();
