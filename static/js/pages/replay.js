// How a board came about: the slider, the named steps and playing. All events come in one GET; the
// boards are folded and drawn here. What stands in words under them comes from the server, which
// writes it anyway, as soon as the slider rests.

/** @import { BoardEvent, State } from "../board/protocol.js" */

import { Film } from "../board/film.js";
import { BoardView } from "../board/render.js";
import { announcer } from "../shared/announce.js";
import { setText } from "../shared/list.js";
import { need, pageData } from "../shared/page.js";
import { format } from "../shared/text.js";

const REST_MS = 350;
const TICK_MS = 700;
/** However long a session was, it is seen in about a minute and a half. */
const MOST_TICKS = 130;

/** @typedef {{events: BoardEvent[], times: string[], told: string[]}} Answer */

const page = pageData();
const urls = /** @type {{events: string, page: string}} */ (/** @type {unknown} */ (page.urls));
const root = need("[data-replay]");
const slider = /** @type {HTMLInputElement} */ (need("input[type=range]", root));
const playButton = need("[data-play]", root);
const bar = need(".replay-bar", root);
const say = announcer(need("[data-announce]", root));

/** @type {Answer} */
let answer = { events: [], times: [], told: [] };
let film = new Film([]);
/** @type {BoardView[]} */
let views = [];
let at = Number(slider.value);
/** @type {ReturnType<typeof setInterval> | undefined} */
let playing;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
/** @type {AbortController | undefined} */
let asking;

// Showing a moment -------------------------------------------------------------------------------

/**
 * Show the boards after so many events.
 * @param {number} to
 */
function show(to) {
  at = Math.min(Math.max(to, 0), film.length);
  slider.value = String(at);
  draw();
  describe();
  clearTimeout(resting);
  if (!playing) resting = setTimeout(rest, REST_MS);
  for (const region of root.querySelectorAll("[data-rest]")) {
    region.setAttribute("aria-busy", "true");
  }
}

/** Draw every board; one that was not on the table yet is empty. */
function draw() {
  const state = film.at(at);
  for (const view of views) view.draw(withSheet(state, view));
}

/** What happened here, in words: beside the slider, and to who cannot see it. */
function describe() {
  const where = format(page.texts.replay_at, { at, total: film.length });
  const told = at === 0 ? page.texts.replay_start : answer.told[at - 1];
  const time = at === 0 ? "" : answer.times[at - 1];
  setText(need("[data-where]", root), where);
  setText(need("[data-time]", root), time);
  setText(need("[data-told]", root), told);
  // Comes back with the other words of this moment.
  setText(need("[data-phase-now]", root), "");
  slider.setAttribute("aria-valuetext", [where, time, told].filter(Boolean).join(", "));
  // With the slider in hand its own value is read out already.
  if (!playing && document.activeElement !== slider) say("step", `${time} ${told}`);
  markStep();
  for (const button of root.querySelectorAll("[data-by]")) {
    const isEnd = at === (button.getAttribute("data-by") === "1" ? film.length : 0);
    if (isEnd) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

/** The last named step that was passed. */
function markStep() {
  const steps = [...root.querySelectorAll("a[data-at]")];
  const current = steps.filter((step) => Number(step.getAttribute("data-at")) <= at).at(-1);
  for (const step of steps) {
    if (step === current) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
}

/** The slider rests: the address says where, and the words under the boards come in. */
async function rest() {
  const address = `${urls.page}&at=${at}`;
  history.replaceState(null, "", address);
  asking?.abort();
  asking = new AbortController();
  try {
    const found = await fetch(address, { signal: asking.signal });
    if (!found.ok) throw new Error(`${found.status}`);
    takeWords(new DOMParser().parseFromString(await found.text(), "text/html"));
    fail("");
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      fail(page.texts.replay_failed);
    }
  }
}

/** @param {Document} fresh */
function takeWords(fresh) {
  for (const region of root.querySelectorAll("[data-rest]")) {
    const key = region.getAttribute("data-rest");
    const other = fresh.querySelector(`[data-rest="${key}"]`);
    region.replaceChildren(...(other?.childNodes ?? []));
    region.removeAttribute("aria-busy");
  }
  const phase = fresh.querySelector("[data-phase-now]")?.textContent ?? "";
  setText(need("[data-phase-now]", root), phase);
}

/** @param {string} sentence  "" when all is well */
function fail(sentence) {
  const line = need("[data-failed]", root);
  line.hidden = sentence === "";
  setText(line, sentence);
}

/**
 * @param {State} state
 * @param {BoardView} view
 * @returns {State}
 */
function withSheet(state, { sheet, board }) {
  if (state.sheets[sheet]) return state;
  const empty = { id: sheet, board: "", filling: board.filling.id, open: [] };
  return { ...state, sheets: { ...state.sheets, [sheet]: empty } };
}

// Playing ----------------------------------------------------------------------------------------

function play() {
  if (at === film.length) show(0);
  const step = Math.max(1, Math.ceil(film.length / MOST_TICKS));
  // On a laptop the board begins below the window: with the bar on top there is room for it.
  bar.scrollIntoView({ block: "start" });
  playing = setInterval(() => {
    show(at + step);
    if (at === film.length) pause();
  }, TICK_MS);
  setText(playButton, page.texts.pause);
}

function pause() {
  if (!playing) return;
  clearInterval(playing);
  playing = undefined;
  setText(playButton, page.texts.play);
  show(at);
}

// Lifecycle --------------------------------------------------------------------------------------

/** @returns {Promise<Answer | null>} */
async function fetched() {
  const found = await fetch(urls.events).catch(() => null);
  return found?.ok ? found.json() : null;
}

function listen() {
  slider.addEventListener("input", () => {
    const to = Number(slider.value);
    pause();
    show(to);
  });
  root.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a[data-at], [data-by]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    pause();
    const by = link.getAttribute("data-by");
    show(by === null ? Number(link.getAttribute("data-at")) : at + Number(by));
  });
  playButton.addEventListener("click", () => (playing ? pause() : play()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) pause();
  });
}

/** Links become buttons: they no longer go anywhere. */
function makeButtons() {
  for (const old of root.querySelectorAll("[data-by]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = old.className;
    button.setAttribute("data-by", old.getAttribute("data-by") ?? "");
    button.textContent = old.textContent;
    old.replaceWith(button);
  }
  need("[data-go]", root).hidden = true;
  playButton.hidden = false;
}

const found = await fetched();
if (found) {
  answer = found;
  film = new Film(answer.events);
  slider.max = String(film.length);
  const pictures = /** @type {NodeListOf<SVGSVGElement>} */ (
    root.querySelectorAll("svg[data-board]")
  );
  views = [...pictures].map((svg) => new BoardView(svg, page));
  makeButtons();
  listen();
  at = Math.min(at, film.length);
  draw();
  describe();
  root.dataset.replay = "ready";
}
