// A participant's phone: its forms work by themselves; here they are sent in the background, drawn
// at once, and kept true to what the session knows.

import { newId } from "../board/ids.js";
import { connect } from "../board/live.js";
import { showMeanings } from "../board/meanings.js";
import { NoteWriter } from "../board/note_writer.js";
import { fetched, ON_PHONE } from "../kinds/parts.js";
import { Kept } from "../phone/kept.js";
import { News } from "../phone/news.js";
import { ownPlacement, visibilityOf } from "../phone/own.js";
import { Place } from "../phone/place.js";
import { Questions } from "../phone/questions.js";
import { inPlainWords, Status } from "../phone/status.js";
import { Steps } from "../phone/steps.js";
import { isTyping, keepStill } from "../phone/still.js";
import { Timer } from "../phone/timer.js";
import { Voices } from "../phone/voices.js";
import { announcer } from "../shared/announce.js";
import { catchCommands } from "../shared/forms.js";
import { need, pageData } from "../shared/page.js";
import { showPhase } from "./phases.js";
import { helpChoosing } from "./who.js";

/** @import { BoardEvent, Command, Phase } from "../board/protocol.js" */

const RENEWED_IN_VAIN_MS = 30_000;
// What changes the own seat is not kept for later: what is placed meanwhile would be for an
// organisation, or somebody, that nobody has yet.
const OF_THE_SEAT = ["change_organisation", "introduce", "leave"];

const page = pageData();
const partsOf = await fetched(ON_PHONE);
const { texts } = page;
const root = need("[data-seat]");
const kept = new Kept(page.session);
const say = announcer(need("[data-says]", root));
const news = new News(need("[data-news]", root));
const live = connect(page);
const writer = new NoteWriter(page, live, {
  mayWrite: () => live.state.phase !== "preparing" && live.state.phase !== "closed",
  say,
});
const kinds = partsOf({ page, live, writer, say });
const places = [...root.querySelectorAll("[data-place]")].map(
  (part) =>
    new Place(/** @type {HTMLElement} */ (part), page, {
      kept,
      news,
      say,
      go: (sheet) => steps.go(sheet),
      changed: draw,
    }),
);
const steps = new Steps(root, page, places, { kept, news, say });
const questions = new Questions(root, page, writer, { news, say });
const voices = new Voices(root, page, { news, say });
const status = new Status(need("[data-dock]", root), page, live, {
  places,
  steps,
  hasWords: () => writer.isUnsavedIn(root),
});
new Timer(need("[data-timer]", root), page, live, say);

/** Something of this phone's own seat changed that only a fresh page can show. */
let isStale = false;
/** It asked for that itself. */
let isAwaited = false;
let isRenewing = false;

// Drawing ----------------------------------------------------------------------------------------

function draw() {
  if (isRenewing) return;
  if (live.status === "closed") return leave("seat-closed");
  if (live.status === "gone") return lookAgain();
  if (isStale && mayRenew()) return renew();
  steps.goAlong(live.state);
  if (root.dataset.phase === live.state.phase) keepStill(drawParts);
  else drawPhase();
  questions.tell(live.state);
  voices.tell(live.state);
}

function drawParts() {
  const { state } = live;
  showMeanings(state, root);
  for (const place of places) place.draw(state);
  steps.draw(state);
  questions.draw(state);
  voices.draw(state);
  for (const part of kinds) part.draw();
  writer.draw();
  status.draw();
}

function drawPhase() {
  const { phase } = live.state;
  root.dataset.phase = phase;
  showPhase(root, phase);
  drawParts();
  if (!isTyping()) scrollTo({ top: 0 });
}

/**
 * Nothing of the session stays on a phone that is out of it.
 * @param {string} template
 */
function leave(template) {
  const end = document.getElementById(template);
  if (!root.isConnected || !(end instanceof HTMLTemplateElement)) return;
  writer.forget();
  need("#page-data").remove();
  document.title = end.content.querySelector("h1")?.textContent ?? "";
  root.replaceWith(end.content.cloneNode(true));
  const heading = need("h1");
  heading.tabIndex = -1;
  heading.focus();
}

// Answering --------------------------------------------------------------------------------------

/**
 * The command of a card's form, made true to what this page shows now.
 * @param {any} command
 * @param {HTMLElement} ask
 * @returns {Command}
 */
function upToDate(command, ask) {
  const sheet = ask.closest("[data-place]")?.getAttribute("data-place") ?? "";
  const own = ownPlacement(page, live.state, sheet, ask.dataset.subject ?? "");
  const placement = own?.id ?? newId();
  if (command.kind === "take_back") return { ...command, placement };
  return { ...command, placement, visibility: visibilityOf(live.state, sheet) };
}

/**
 * @param {Command} command
 * @param {HTMLFormElement} form
 * @param {HTMLElement} ask
 */
function answerWith(command, form, ask) {
  const card = form.closest("[data-choice]");
  const button = card?.querySelector("button");
  if (!card || !button) return;
  if (live.state.paused) return refuse(texts.paused);
  const isAlreadySo =
    command.kind !== "take_back" && button.getAttribute("aria-pressed") === "true";
  if (isAlreadySo) return;
  status.forget();
  // "Take back" disappears: the focus stays with its card.
  button.focus({ preventScroll: true });
  live.send(upToDate(command, ask));
  card.scrollIntoView({ block: "nearest" });
}

/**
 * A score that a form gives, made true to what this page shows now.
 * @param {any} command
 * @returns {Command}
 */
function graded(command) {
  const visibility = visibilityOf(live.state, command.sheet);
  const { value, ...rest } = command;
  return value === undefined
    ? { ...rest, visibility }
    : { ...rest, value: Number(value), visibility };
}

/** @param {any} command */
function tell(command) {
  status.forget();
  // A form knows words only.
  if (command.kind === "say_ready") live.send({ ...command, ready: command.ready === "true" });
  else if (command.kind === "give_score") live.send(graded(command));
  else live.send(command);
}

// Another organisation, leaving, being out -------------------------------------------------------

/**
 * Change something of the own seat.
 * @param {Command} command
 * @param {HTMLElement | null} ask  where on a board
 */
async function changeSeat(command, ask) {
  if (live.status === "offline") return refuse(texts.not_offline);
  status.forget();
  isAwaited = true;
  const { accepted } = await live.send(command);
  isAwaited = accepted !== undefined;
  if (isAwaited && command.kind === "introduce")
    kept.keep("named", ask?.closest("[data-place]")?.getAttribute("data-place") ?? "");
  isStale ||= isAwaited;
  draw();
}

/** @param {BoardEvent[]} events */
function noteOwnSeat(events) {
  isStale ||= events.some(({ kind, seat }) => kind === "seat_changed" && seat !== undefined);
  if (isStale) draw();
}

/** Nothing is lost by it, and nobody is writing who did not ask for it. */
function mayRenew() {
  return live.pending === 0 && !writer.isUnsavedIn(root) && (isAwaited || !isTyping());
}

/** Where a name was just asked, one goes on with what is asked of oneself. */
function goOnAfterName() {
  if (kept.get("named") === "") return;
  const place = places.find(({ sheet }) => sheet === kept.get("named"));
  kept.keep("named", "");
  place?.showPerson();
  // Letters and pictures that come in later move it.
  addEventListener("load", () => place?.showPerson());
}

/** The server says what this phone is by now: another seat, or out. What was refused is said on. */
function renew() {
  isRenewing = true;
  if (status.refused) kept.keep("refused", status.refused);
  // Else the browser would go back to where the page was before it was fresh.
  history.scrollRestoration = kept.get("named") ? "manual" : "auto";
  location.reload();
}

/** This page is out; the server may still have a place for the phone. Asked once, not for ever. */
function lookAgain() {
  const before = Number(kept.get("renewed"));
  if (!kept.works || Date.now() - before < RENEWED_IN_VAIN_MS) return leave("seat-gone");
  kept.keep("renewed", String(Date.now()));
  renew();
}

/**
 * @param {string} line
 * @param {Phase} [phase]
 */
function refuse(line, phase = live.state.phase) {
  status.refuse(line, phase);
  draw();
}

// Lifecycle --------------------------------------------------------------------------------------

catchCommands((command, form) => {
  const ask = /** @type {HTMLElement | null} */ (form.closest("[data-ask]"));
  if (OF_THE_SEAT.includes(command.kind)) changeSeat(command, ask);
  else if (ask) answerWith(command, form, ask);
  else tell(command);
});
for (const form of root.querySelectorAll("[data-who-form]")) helpChoosing(form);
writer.bindAll(root);
for (const part of kinds) part.start?.();
live.onEvents(noteOwnSeat);
live.onEvents((events) => {
  if (events.some(({ kind, data }) => kind === "sheet_shown" && data.gathered)) {
    steps.gather(live.state);
    draw();
  }
});
live.onRefused((refusal, command) => {
  // A text says so itself, under its field.
  if (command.kind === "write_note") return;
  const line = inPlainWords(texts, refusal, command);
  refuse(line, /** @type {Phase | undefined} */ (refusal.phase));
});
live.subscribe(draw);
// What waited for somebody who was writing.
root.addEventListener("focusout", () => setTimeout(draw));
if (kept.get("refused")) refuse(kept.get("refused"));
kept.keep("refused", "");
draw();
goOnAfterName();
