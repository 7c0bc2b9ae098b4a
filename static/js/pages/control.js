// The control view: wires the board, the panel beside it and what stands above it.

/** @import { Command } from "../board/protocol.js" */

import { Actions } from "../board/actions.js";
import { Course } from "../board/course.js";
import { Desk } from "../board/desk.js";
import { Pointers } from "../board/drag.js";
import { Finder } from "../board/finder.js";
import { areasFor, elementAt } from "../board/geometry.js";
import { Keys } from "../board/keys.js";
import { connect } from "../board/live.js";
import { Meanings } from "../board/meanings.js";
import { MoveMenu } from "../board/menu.js";
import { NoteWriter } from "../board/note_writer.js";
import { Observations } from "../board/observations.js";
import { HandOverOffer } from "../board/offer.js";
import { Panel } from "../board/panel.js";
import { People } from "../board/people.js";
import { PersonDialog } from "../board/person.js";
import { Photos } from "../board/photos.js";
import { QuickPlacing } from "../board/quick.js";
import { followBoards } from "../board/render.js";
import { nameOf, Roster } from "../board/roster.js";
import { Talk } from "../board/talk.js";
import { Tools } from "../board/tools.js";
import { Undo } from "../board/undo.js";
import { AT_CONTROL, fetched } from "../kinds/parts.js";
import { announcer } from "../shared/announce.js";
import { followDialogs } from "../shared/dialogs.js";
import { catchCommands } from "../shared/forms.js";
import { need, pageData } from "../shared/page.js";
import { showStatus } from "../shared/status.js";
import { followTabs } from "../shared/tabs.js";
import { format } from "../shared/text.js";

const page = pageData();
const partsOf = await fetched(AT_CONTROL);
const live = connect(page, {
  elementAt: (sheet, x, y, subject) => {
    const board = page.boards[sheet];
    return elementAt(subject ? areasFor(board, subject) : board.elements, x, y);
  },
});
const views = followBoards(live, page);
// On a laptop that is shown on the wall this line is seen too: it does not stay.
const say = announcer(need("[data-says]"), { lastsMs: 30_000 });
const sayOfOthers = announcer(need("[data-others]"));

const desk = new Desk(page, live, views, { say, onChange: draw });
const menu = new MoveMenu(
  desk,
  /** @type {HTMLDialogElement} */ (need("[data-menu]")),
  ({ key }) => {
    if (document.activeElement !== document.body) return;
    // From the tray the name goes to the board, and the focus with it; else on to the next name.
    const next = document.querySelector(`[data-tray="${desk.view.sheet}"] [data-subject]`);
    /** @type {SVGElement | HTMLElement | null | undefined} */
    const goal = desk.view.node(key) ?? /** @type {HTMLElement | null} */ (next);
    goal?.focus();
  },
);
const keys = new Keys(desk, live, (thing) => menu.open(thing));
const roster = new Roster(page.boards);
const people = new People(page, live, desk, roster, {
  say,
  openMenu: (thing) => menu.open(thing),
  redraw: draw,
});
const person = personDialog();
const panel = new Panel(desk, live, roster, {
  menu: (thing) => menu.open(thing),
  person: (seat) => person?.open(seat),
});
const pointers = new Pointers(desk, live, (target) => panel.thingAt(target));
const finder = new Finder(desk, (thing) => menu.open(thing));
const quick = quickPlacing();
const course = new Course(page, live);
const tools = new Tools(page, live, views, { say, clearSearch: () => finder.clear() });
const undo = page.facilitates ? new Undo(desk, live, { say, flush: () => keys.flush() }) : null;
const writer = new NoteWriter(page, live, { mayWrite: () => desk.mayAct, say });
const meanings = new Meanings(desk, writer);
const talk = new Talk(desk, writer, () => roster.people(live.state), sayOfOthers);
const observations = new Observations(page.urls.observations, desk);
const actions = new Actions(page.urls.actions, page, desk, say);

const photos = photosBeside();

/** @type {Map<string, string>} where each post-it lay, to say what others moved */
let places = new Map();

const kinds = partsOf({ page, live, writer, say, desk });

function draw() {
  panel.draw();
  finder.draw();
  quick?.draw();
  person?.draw();
  course.draw();
  people.draw();
  tools.draw();
  undo?.draw();
  talk.draw();
  observations.draw();
  writer.draw();
  meanings.draw();
  photos?.follow(desk.view.sheet);
  for (const part of kinds) part.draw();
  for (const view of views) keys.draw(view);
  sayWhatOthersMoved();
}

/** Only facilitators have it. */
function quickPlacing() {
  const root = document.querySelector("[data-quick]");
  return root instanceof HTMLElement ? new QuickPlacing(desk, root) : null;
}

/** Only a conversation on paper has them. */
function photosBeside() {
  const root = document.querySelector("[data-photos]");
  return root instanceof HTMLElement ? new Photos(root) : null;
}

/** Only facilitators have it. */
function personDialog() {
  const dialog = document.querySelector("[data-person-dialog]");
  if (!(dialog instanceof HTMLDialogElement)) return null;
  return new PersonDialog(desk, live, roster, new HandOverOffer(page, dialog), {
    dialog,
    say,
    letChoose: (seat) => people.letChoose(seat),
  });
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
  if (answer.refused) {
    actions.refused(answer.refused, form);
    return;
  }
  actions.carriedOut(command, form);
  if (command.kind === "put_on_table") {
    form.reset();
    say("form", format(page.texts.now_on_table, { name: command.name }));
  } else if (command.kind === "add_seat") {
    form.reset();
    say("form", format(page.texts.seat_added, { name: named(command) }));
  } else if (command.kind === "reveal_sheet" && !command.seat) {
    say("form", page.texts.revealed);
  } else if (command.kind === "ask") {
    say("form", command.question ? page.texts.on_screen_now : page.texts.off_screen_now);
  } else if (command.kind === "share_note") {
    say("form", page.texts.shared_now);
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
    case "change_organisation":
      return format(page.texts.now_belongs_to, { name, organisation: named(command) });
    case "introduce":
      return format(page.texts.now_is, { name: named(command) });
    case "reveal_sheet":
      return format(page.texts.shown_to_one, { name });
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

/**
 * What a command names: a typed name, or somebody on the table.
 * @param {{subject?: string, name?: string}} command
 */
function named({ subject, name }) {
  return name ?? live.state.subjects[subject ?? ""]?.name ?? "";
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
people.start();
tools.start();
undo?.start();
writer.bindAll(document);
meanings.start();
photos?.start();
talk.start();
for (const part of kinds) part.start?.();
observations.start(live);
actions.start(live);
draw();
