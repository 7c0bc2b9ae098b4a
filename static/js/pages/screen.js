// The shared screen: shows what the room may know, and asks nothing of anybody.

import { connect } from "../board/live.js";
import { showMeanings } from "../board/meanings.js";
import { followBoards } from "../board/render.js";
import { need, pageData } from "../shared/page.js";
import { format } from "../shared/text.js";
import { fitInto } from "./fit.js";
import { showPhase } from "./phases.js";

const DOOR_CHECK_MS = 60_000;

const page = pageData();
const root = need("[data-screen]");
const doorPlace = need("[data-door-place]", root);
const statusLine = need("[data-status]", root);
const live = connect(page);

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
  drawStatus();
  fit();
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
}

function fit() {
  const list = root.querySelector("[data-screen-meanings]");
  if (list instanceof HTMLElement) fitInto(list);
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
  return Object.values(notes).some(({ text }) => text !== "") ? "kept" : "none";
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
  const given = answered[line.getAttribute("data-count") ?? ""] ?? 0;
  line.toggleAttribute("hidden", seats === 0);
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
  const answer = await fetch(doorPlace.dataset.url ?? "").catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const door = fresh.querySelector("[data-door]");
  if (door) doorPlace.replaceChildren(door);
  draw();
}

// Lifecycle --------------------------------------------------------------------------------------

followBoards(live, page);
live.subscribe(draw);
live.subscribe(followDoor);
setInterval(renewDoor, DOOR_CHECK_MS);
addEventListener("resize", fit);
document.fonts.ready.then(fit);
document.fonts.addEventListener("loadingdone", fit);
draw();
