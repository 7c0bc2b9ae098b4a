// A participant's phone: the cards are forms that work by themselves; here they are sent in the
// background, drawn at once, and kept true to what the session knows.

import { BoardList } from "../board/board_list.js";
import { newId } from "../board/ids.js";
import { connect } from "../board/live.js";
import { showMeanings } from "../board/meanings.js";
import { catchCommands } from "../shared/forms.js";
import { need, pageData } from "../shared/page.js";
import { format } from "../shared/text.js";
import { showPhase } from "./phases.js";
import { helpChoosing } from "./who.js";

/** @import { BoardEvent, Command, Phase, Refusal } from "../board/protocol.js" */

const SAVING_SAID_AFTER_MS = 400;
const RENEWED_IN_VAIN_MS = 30_000;

const page = pageData();
const { texts } = page;
const root = need("[data-seat]");
const statusLine = need("[data-status]", root);
const places = [...root.querySelectorAll("[data-place]")];

const lists = places.map((place) => {
  const list = need("[data-board-list]", place);
  return new BoardList(list, page.boards[list.dataset.boardList ?? ""], texts);
});

const live = connect(page);
/**
 * What was refused last, in plain words; said until something else is done, or the phase in which
 * it was refused is over.
 * @type {{line: string, phase: Phase, shown: boolean} | null}
 */
let refused = null;
/** Something of this phone's own seat changed that only a fresh page can show. */
let isStale = false;
let isRenewing = false;

// What the session knows -------------------------------------------------------------------------

/**
 * This phone's own answer on a sheet, if it gave one.
 * @param {string} sheet
 */
function ownPlacement(sheet) {
  return Object.values(live.state.placements).find(
    (placement) =>
      placement.sheet === sheet && placement.layer === "self" && placement.seat === page.me?.seat,
  );
}

/**
 * Where the facilitators put this organisation, once they showed it.
 * @param {string} sheet
 */
function teamPlacement(sheet) {
  return Object.values(live.state.placements).find(
    (placement) =>
      placement.sheet === sheet &&
      placement.layer === "team" &&
      placement.subject === page.me?.subject,
  );
}

/**
 * @param {string} sheet
 * @returns {"open" | "hidden"}
 */
function visibilityOf(sheet) {
  return live.state.sheets[sheet]?.open.includes("self") ? "open" : "hidden";
}

/**
 * @param {string} sheet
 * @param {string | null} element
 */
function titleOf(sheet, element) {
  return page.boards[sheet].elements.find(({ id }) => id === element)?.title ?? texts.own_between;
}

// Drawing ----------------------------------------------------------------------------------------

function draw() {
  if (isRenewing) return;
  if (live.status === "closed") return leave("seat-closed");
  if (live.status === "gone") return lookAgain();
  if (isStale && live.pending === 0) return renew();
  drawPhase();
  showMeanings(live.state, root);
  for (const place of places) drawPlace(place, sheetOf(place));
  for (const list of lists) list.draw(live.state);
  drawStatus();
}

/**
 * Nothing of the session stays on a phone that is out of it.
 * @param {string} template
 */
function leave(template) {
  const end = document.getElementById(template);
  if (!root.isConnected || !(end instanceof HTMLTemplateElement)) return;
  need("#page-data").remove();
  document.title = end.content.querySelector("h1")?.textContent ?? "";
  root.replaceWith(end.content.cloneNode(true));
  const heading = need("h1");
  heading.tabIndex = -1;
  heading.focus();
}

function drawPhase() {
  const { phase } = live.state;
  if (root.dataset.phase !== phase) scrollTo({ top: 0 });
  root.dataset.phase = phase;
  showPhase(root, phase);
}

/** @param {Element} place */
function sheetOf(place) {
  return place.getAttribute("data-place") ?? "";
}

/**
 * @param {Element} place
 * @param {string} sheet
 */
function drawPlace(place, sheet) {
  const own = ownPlacement(sheet);
  const answer = own === undefined ? "none" : own.unknown ? "unknown" : (own.element ?? "between");
  for (const card of place.querySelectorAll("[data-choice]")) {
    drawCard(card, card.getAttribute("data-choice") === answer);
  }
  for (const part of place.querySelectorAll("[data-own]")) {
    part.toggleAttribute("hidden", part.getAttribute("data-own") !== answer);
  }
  for (const mark of place.querySelectorAll("[data-own-mark]")) {
    mark.textContent = own?.on_behalf ? texts.placed_for_you : texts.your_place;
  }
  for (const line of place.querySelectorAll("[data-visible-to]")) {
    const visibility = visibilityOf(sheet);
    line.setAttribute("data-visibility", visibility);
    line.textContent = texts[`visible_${visibility}`];
  }
  drawTeamPlace(place, sheet);
}

/**
 * @param {Element} card
 * @param {boolean} isChosen
 */
function drawCard(card, isChosen) {
  card.classList.toggle("seat-card--chosen", isChosen);
  card.querySelector(".card-button")?.setAttribute("aria-pressed", String(isChosen));
  card.querySelector("[data-mark]")?.toggleAttribute("hidden", !isChosen);
}

/**
 * @param {Element} place
 * @param {string} sheet
 */
function drawTeamPlace(place, sheet) {
  const line = need("[data-team]", place);
  const theirs = teamPlacement(sheet);
  line.hidden = theirs === undefined;
  if (theirs)
    line.textContent = format(texts.team_place, { element: titleOf(sheet, theirs.element) });
}

// The status line --------------------------------------------------------------------------------

/** @type {ReturnType<typeof setTimeout> | undefined} */
let sayLater;

/** A refusal is old news once the part of the session in which it was given is over. */
function forgetOldRefusal() {
  if (!refused) return;
  const isSamePhase = refused.phase === live.state.phase;
  if (refused.shown && !isSamePhase) refused = null;
  else refused.shown ||= isSamePhase;
}

/** Saving is said only when it lasts, so that the line does not flicker. */
function drawStatus() {
  forgetOldRefusal();
  const { tone, line } = statusNow();
  clearTimeout(sayLater);
  if (tone === "busy") sayLater = setTimeout(() => say(tone, line), SAVING_SAID_AFTER_MS);
  else say(tone, line);
}

/**
 * @param {string} tone
 * @param {string} line
 */
function say(tone, line) {
  statusLine.hidden = false;
  statusLine.dataset.tone = tone;
  if (statusLine.textContent !== line) statusLine.textContent = line;
}

function statusNow() {
  if (refused) return { tone: "refused", line: refused.line };
  if (live.status === "offline") {
    return { tone: "offline", line: live.pending > 0 ? texts.kept : texts.offline_watching };
  }
  if (live.pending > 0) return { tone: "busy", line: texts.saving };
  const isPlacing = live.state.phase === "placing";
  return { tone: "fine", line: isPlacing ? answerLine() : texts.goes_on };
}

/** What this phone answered, in one line. */
function answerLine() {
  const answers = places.flatMap((place) => ownPlacement(sheetOf(place)) ?? []);
  if (answers.length === 0) return texts.not_chosen;
  if (places.length > 1) {
    return format(texts.you_answered, { given: answers.length, all: places.length });
  }
  const [own] = answers;
  if (own.unknown) return texts.you_do_not_know;
  return format(texts.your_place_is, { element: titleOf(own.sheet, own.element) });
}

// Answering --------------------------------------------------------------------------------------

/**
 * The command of a card's form, made true to what this page shows now.
 * @param {any} command
 * @param {string} sheet
 * @returns {Command}
 */
function upToDate(command, sheet) {
  const placement = ownPlacement(sheet)?.id ?? newId();
  if (command.kind === "take_back") return { ...command, placement };
  return { ...command, placement, visibility: visibilityOf(sheet) };
}

/**
 * @param {Command} command
 * @param {HTMLFormElement} form
 */
function answerWith(command, form) {
  const place = form.closest("[data-place]");
  const button = form.closest("[data-choice]")?.querySelector("button");
  if (!place || !button) return;
  const isAlreadySo =
    command.kind !== "take_back" && button.getAttribute("aria-pressed") === "true";
  if (isAlreadySo) return;
  refused = null;
  // "Take back" disappears: the focus stays with its card.
  button.focus({ preventScroll: true });
  live.send(upToDate(command, sheetOf(place)));
  button.closest("[data-choice]")?.scrollIntoView({ block: "nearest" });
}

// Another organisation, leaving, being out -------------------------------------------------------

/**
 * Change something of the own seat. Not kept for later: what is placed meanwhile would be for an
 * organisation that nobody has yet.
 * @param {Command} command
 */
async function changeSeat(command) {
  if (live.status === "offline") return refuse(texts.not_offline);
  refused = null;
  const { accepted } = await live.send(command);
  isStale ||= accepted !== undefined;
  draw();
}

/** @param {BoardEvent[]} events */
function noteOwnSeat(events) {
  isStale ||= events.some(({ kind, seat }) => kind === "seat_changed" && seat !== undefined);
  if (isStale) draw();
}

/** The server says what this phone is by now: another seat, or out. What was refused is said on. */
function renew() {
  isRenewing = true;
  if (refused) keep("refused", refused.line);
  location.reload();
}

/** This page is out; the server may still have a place for the phone. Asked once, not for ever. */
function lookAgain() {
  const before = Number(kept("renewed"));
  if (!canKeep() || Date.now() - before < RENEWED_IN_VAIN_MS) return leave("seat-gone");
  keep("renewed", String(Date.now()));
  renew();
}

// What a fresh page should know ------------------------------------------------------------------

/** @param {string} name */
function keyOf(name) {
  return `praatplaten:${page.session}:${name}`;
}

/**
 * @param {string} name
 * @param {string} value
 */
function keep(name, value) {
  try {
    sessionStorage.setItem(keyOf(name), value);
  } catch {
    // Forbidden storage: the fresh page does without.
  }
}

/** @param {string} name */
function kept(name) {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? "";
  } catch {
    return "";
  }
}

function canKeep() {
  keep("kept", "1");
  return kept("kept") === "1";
}

// Refusals ---------------------------------------------------------------------------------------

/**
 * Why something could not be done, for somebody who answers on a phone.
 * @param {Refusal} refusal
 * @param {Command} command
 */
function inPlainWords({ code, sentence, phase }, { kind }) {
  const isAnswer = kind === "place" || kind === "say_unknown";
  if (code === "visibility_changed") return texts.refused_visible;
  if (code === "not_allowed" && isAnswer) return texts.refused_other;
  if (code !== "not_now") return sentence;
  return phase === "preparing" || phase === "meaning" ? texts.refused_early : texts.refused_late;
}

/**
 * @param {string} line
 * @param {Phase} [phase]
 */
function refuse(line, phase = live.state.phase) {
  refused = { line, phase, shown: false };
  draw();
}

// Lifecycle --------------------------------------------------------------------------------------

catchCommands((command, form) => {
  if (command.kind === "change_organisation" || command.kind === "leave") changeSeat(command);
  else answerWith(command, form);
});
for (const form of root.querySelectorAll("[data-who-form]")) helpChoosing(form);
live.onEvents(noteOwnSeat);
live.onRefused((refusal, command) => {
  refuse(inPlainWords(refusal, command), /** @type {Phase | undefined} */ (refusal.phase));
});
live.subscribe(draw);
if (kept("refused")) refuse(kept("refused"));
keep("refused", "");
draw();
