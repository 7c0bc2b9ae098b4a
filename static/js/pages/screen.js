// The shared screen: shows what the room may know, and asks nothing of anybody.

/** @import { Note } from "../board/protocol.js" */

import { connect } from "../board/live.js";
import { showMeanings } from "../board/meanings.js";
import { followBoards } from "../board/render.js";
import { asClock, secondsLeft } from "../board/timer.js";
import { fetched, ON_SCREEN } from "../kinds/parts.js";
import { fetchPart } from "../shared/dialogs.js";
import { cloneOf, setText, showList } from "../shared/list.js";
import { need, pageData } from "../shared/page.js";
import { format } from "../shared/text.js";
import { fitInto } from "./fit.js";
import { showPhase } from "./phases.js";

const DOOR_CHECK_MS = 60_000;
const TICK_MS = 250;
const NOTES_SHOWN = 4;

const page = pageData();
const partsOf = await fetched(ON_SCREEN);
const root = need("[data-screen]");
const doorPlace = need("[data-door-place]", root);
const statusLine = need("[data-status]", root);
const live = connect(page);
const kinds = partsOf({ page, live });

// Drawing ----------------------------------------------------------------------------------------

function draw() {
  const { phase } = live.state;
  showPhase(root, phase);
  root.dataset.phase = phase;
  root.dataset.view = viewNow();
  root.dataset.meanings = meaningsNow();
  for (const line of root.querySelectorAll("[data-count]")) drawCount(line);
  showMeanings(live.state, root);
  drawSheets();
  drawComparison();
  drawQuestion();
  drawTimer();
  drawLines();
  drawLayers();
  for (const part of kinds) part.draw();
  drawStatus();
  fit();
  fitAnew();
}

/** One board large, or all side by side. */
function drawSheets() {
  const { shown } = live.state;
  const sheets = [...root.querySelectorAll("[data-screen-sheet]")];
  for (const sheet of sheets) {
    const isOther = shown && sheet.getAttribute("data-screen-sheet") !== shown;
    sheet.toggleAttribute("hidden", Boolean(isOther));
  }
  root.dataset.boards = String(shown ? 1 : sheets.length);
  drawLegend();
  drawSentences();
}

/** What the room is asked differs per kind of board. */
function drawSentences() {
  const sheets = [...root.querySelectorAll("[data-screen-sheet]:not([hidden])")];
  const kinds = new Set(sheets.map((sheet) => sheet.getAttribute("data-kind") ?? ""));
  const [kind] = kinds.size === 1 ? kinds : ["several"];
  for (const sentence of root.querySelectorAll("[data-say]")) {
    const isOther = !sentence.getAttribute("data-say")?.split(" ").includes(kind);
    sentence.toggleAttribute("hidden", isOther);
  }
}

/** What the words of a board mean stands beside it while it is the only one and nothing is asked. */
function drawLegend() {
  const { shown, asked } = live.state;
  const all = Object.keys(page.boards);
  const alone = shown ?? (all.length === 1 ? all[0] : "");
  for (const legend of root.querySelectorAll("[data-legend]")) {
    const isHere = legend.getAttribute("data-legend") === alone && !asked;
    legend.toggleAttribute("hidden", !isHere);
  }
}

/** Which two ways of filling in lie on the large board, and how to tell them apart. */
function drawComparison() {
  const { shown, beside } = live.state;
  const line = need("[data-pair]", root);
  line.hidden = !shown || !beside;
  if (!shown || !beside) return;
  const [first, second] = [page.boards[shown], page.boards[beside]];
  const fillings = [first.filling.id, second.filling.id];
  const pair = first.pairs.find(
    (each) => fillings.includes(each.first) && fillings.includes(each.second),
  );
  setText(need("[data-pair-title]", line), pair?.title ?? first.title);
  setText(need("[data-pair-first]", line), first.filling.title);
  setText(need("[data-pair-second]", line), second.filling.title);
}

/** What stands there of the question and its notes. */
let asking = "";

/** The question that was asked, and under it what was written to it for the room. */
function drawQuestion() {
  const { asked } = live.state;
  const question = page.boards[asked?.sheet ?? ""]?.questions.find(
    ({ id }) => id === asked?.question,
  );
  const notes = notesShown();
  const part = need("[data-question]", root);
  part.hidden = !question && notes.length === 0;
  root.dataset.asked = part.hidden ? "no" : "yes";
  const text = question?.text ?? "";
  const words = [text, ...notes.map((note) => note.text)].join("\n");
  if (words === asking) return;
  asking = words;
  const [line, list] = [need("[data-question-text]", part), need("[data-notes]", part)];
  line.hidden = text === "";
  list.hidden = notes.length === 0;
  setText(line, text);
  showList(
    list,
    notes,
    ({ id }) => id,
    () => cloneOf(need("[data-screen-note]")),
    (node, note) => setText(node, note.text),
  );
}

/**
 * What was shared with the room: to the question that is asked, else what belongs to none.
 * @returns {Note[]}
 */
function notesShown() {
  const { asked, shown, notes } = live.state;
  return Object.values(notes)
    .filter(({ about, audience, text }) => about !== "meaning" && audience === "room" && text)
    .filter(({ sheet, question }) =>
      asked
        ? sheet === asked.sheet && question === asked.question
        : question === "" && (!shown || sheet === shown),
    )
    .slice(-NOTES_SHOWN);
}

/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;

/** What is left of the timer; at its end it says so, and disturbs nobody. */
function drawTimer() {
  const { timer, phase } = live.state;
  const left = secondsLeft(timer, live.now);
  const line = need("[data-timer]", root);
  line.hidden = timer === null || phase === "closed";
  line.toggleAttribute("data-over", timer !== null && left === 0);
  setText(line, left > 0 ? asClock(left) : page.texts.screen_time_up);
  clearInterval(ticking);
  if (left > 0) ticking = setInterval(tick, TICK_MS);
}

function tick() {
  const line = need("[data-timer]", root);
  const left = secondsLeft(live.state.timer, live.now);
  if (left > 0) setText(line, asClock(left));
  else drawTimer();
}

/** What facilitators set for the room for a moment. */
function drawLines() {
  const { paused, checking, names_hidden, phase } = live.state;
  /** @type {Record<string, boolean>} */
  const lines = { paused: paused && phase === "placing", checking, names_hidden };
  for (const line of root.querySelectorAll("[data-line]")) {
    const isOver = phase === "closed" || !lines[line.getAttribute("data-line") ?? ""];
    line.toggleAttribute("hidden", isOver);
  }
  // Who may not place is not asked to.
  if (lines.paused) need('.screen-phase[data-phases="placing"]', root).hidden = true;
}

/** How to tell who says what, while more than one of them shows on the board. */
function drawLayers() {
  const { placements, shown, beside } = live.state;
  const lying = Object.values(placements).filter(
    ({ sheet, x }) => x !== null && (!shown || sheet === shown),
  );
  const layers = new Set(lying.map(({ layer }) => /** @type {string} */ (layer)));
  const legend = need("[data-layers]", root);
  legend.hidden = layers.size < 2 || Boolean(beside);
  for (const item of legend.querySelectorAll("[data-layer]"))
    item.toggleAttribute("hidden", !layers.has(item.getAttribute("data-layer") ?? ""));
}

/** Nobody scrolls here: what has much to say says it in smaller letters. */
function fit() {
  const list = root.querySelector("[data-screen-meanings]");
  if (list instanceof HTMLElement) fitInto(list);
}

/** What the room beside the board was measured with. */
let measured = "";

/** What stands beside the board is fitted into its room when any of it changed. */
function fitAnew() {
  const { timer, phase, shown, door } = live.state;
  const { boards, meanings, view } = root.dataset;
  const lines = [...root.querySelectorAll("[data-line]:not([hidden])")].length;
  const layers = root.querySelectorAll("[data-layers]:not([hidden]) > :not([hidden])").length;
  const around = [phase, boards, meanings, view, shown, lines, layers, statusLine.hidden];
  const now = [asking, timer !== null, door, live.counts.seats > 0, ...around].join();
  if (now === measured) return;
  measured = now;
  fitSide();
}

/** First what can be missed makes room (screen.css), then the question takes smaller letters. */
function fitSide() {
  const question = need("[data-question]", root);
  question.dataset.fit = "0";
  fitInto(need("[data-screen-side]", root));
  if (!question.hidden) fitInto(question);
}

function fitAll() {
  fit();
  fitSide();
}

/** Which of its three faces the screen shows. */
function viewNow() {
  if (live.state.phase === "preparing") return "soon";
  const mayJoin = doorPlace.querySelector('[data-door="open"]');
  return mayJoin && nothingToShow() ? "join" : "board";
}

/** Whether a board begins by agreeing on what its elements mean. */
function hasMeanings() {
  return root.querySelector("[data-has-meanings]") !== null;
}

/** How much room the meanings of the elements take. */
function meaningsNow() {
  const { phase, notes } = live.state;
  if (phase === "meaning" && hasMeanings()) return "agreeing";
  const isAgreed = Object.values(notes).some(({ about, text }) => about === "meaning" && text);
  return isAgreed ? "kept" : "none";
}

/** Whether the room is still empty: nobody joined, nothing placed or agreed, and placing goes on.
 * Where meanings are agreed the room reads along from the start. A team without phones shows its
 * board as soon as something lies or stands on it. */
function nothingToShow() {
  const { phase, placements, notes } = live.state;
  const early = phase === "placing" || (phase === "meaning" && !hasMeanings());
  const rows = [...Object.keys(placements), ...Object.keys(notes)];
  return early && live.counts.seats === 0 && rows.length === 0;
}

/** @param {Element} line */
function drawCount(line) {
  const { seats, answered } = live.counts;
  const { shown } = live.state;
  const sheet = line.getAttribute("data-count") ?? "";
  const given = answered[sheet] ?? 0;
  line.toggleAttribute("hidden", seats === 0 || Boolean(shown && sheet !== shown));
  need("[data-number]", line).textContent = format(page.texts.count_of, { answered: given, seats });
  need("[data-given]", line).textContent =
    given === 1 ? page.texts.has_answered : page.texts.have_answered;
}

function drawStatus() {
  /** @type {Partial<Record<typeof live.status, string>>} */
  const lines = { offline: page.texts.screen_offline, gone: page.texts.screen_gone };
  const line = lines[live.status] ?? "";
  statusLine.hidden = line === "";
  if (statusLine.textContent !== line) statusLine.textContent = line;
}

// The door ---------------------------------------------------------------------------------------

let doorState = live.state.door;
let wasOffline = false;

/** Fetch the door anew when it may have another code: opened, closed, or missed while offline. */
function followDoor() {
  const cameBack = wasOffline && live.status !== "offline";
  wasOffline = live.status === "offline";
  if (live.state.door === doorState && !cameBack) return;
  doorState = live.state.door;
  renewDoor();
}

async function renewDoor() {
  const door = await fetchPart(doorPlace.dataset.url ?? "", "[data-door]");
  if (!door) return;
  doorPlace.replaceChildren(door);
  draw();
}

// Lifecycle --------------------------------------------------------------------------------------

followBoards(live, page);
live.subscribe(draw);
live.subscribe(followDoor);
setInterval(renewDoor, DOOR_CHECK_MS);
addEventListener("resize", fitAll);
new ResizeObserver(fitSide).observe(need("[data-screen-side]", root));
document.fonts.ready.then(fitAll);
document.fonts.addEventListener("loadingdone", fitAll);
draw();
