// The facilitator's tools: the timer, what the room sees and may do now, what stands out on this
// laptop, and the check before closing. What is on shows as a line with its off-switch.

/** @import { Board, PageData, Seat, State } from "./protocol.js" */
/** @import { Live } from "./live.js" */
/** @import { BoardView } from "./render.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { beforeFilling, format } from "../shared/text.js";
import { asClock, secondsLeft } from "./timer.js";

const TICK_MS = 250;
const MINUTE_SECONDS = 60;
const MOST_SECONDS = 2 * 60 * 60;

/** @typedef {Pick<State, "timer" | "paused" | "names_hidden" | "gathered" | "checking">} Course */

export class Tools {
  #page;
  #live;
  #views;
  #say;
  #clearSearch;
  #root = /** @type {HTMLDetailsElement | null} */ (document.querySelector("[data-tools]"));
  /** @type {Set<string>} kinds of organisations that stand out on this laptop */
  #kinds = new Set();
  /** @type {Course | null} what was on before, to say what changes */
  #before = null;
  #isOver = true;

  /**
   * @param {PageData} page
   * @param {Live} live
   * @param {BoardView[]} views
   * @param {{say: (about: string, sentence: string) => void, clearSearch: () => void}} parts
   */
  constructor(page, live, views, { say, clearSearch }) {
    this.#page = page;
    this.#live = live;
    this.#views = views;
    this.#say = say;
    this.#clearSearch = clearSearch;
  }

  /** Follow presses and keys, and let the clock run. */
  start() {
    setInterval(() => this.#drawClock(), TICK_MS);
    document.addEventListener("click", (event) => this.#press(event));
    document.addEventListener("submit", (event) => this.#fillIn(event), { capture: true });
    this.#root?.addEventListener("submit", () => this.#close());
    this.#root?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#root?.open) return;
      event.stopPropagation();
      this.#close();
    });
  }

  /** Draw what is on now. */
  draw() {
    const { state } = this.#live;
    this.#drawNow(state);
    this.#drawClock();
    this.#drawToggles(state);
    this.#drawScreen(state);
    this.#drawCheck(state);
    this.#drawKinds(state);
    this.#sayWhatChanged(state);
  }

  // Private: presses

  /** @param {MouseEvent} event */
  #press(event) {
    const target = event.target instanceof Element ? event.target : null;
    const kind = target?.closest("button[data-kind]")?.getAttribute("data-kind");
    if (kind) this.#pressKind(kind);
    else if (target?.closest("[data-clear-filters]")) this.#clearFilters(target);
    else if (this.#root?.open && target && !this.#root.contains(target)) this.#root.open = false;
  }

  /** Behind its button again; who was in it stays near. */
  #close() {
    if (!this.#root) return;
    this.#root.open = false;
    need("summary", this.#root).focus();
  }

  /**
   * Times that somebody types or adds to become seconds just before the form is read.
   * @param {SubmitEvent} event
   */
  #fillIn({ target }) {
    if (!(target instanceof HTMLFormElement)) return;
    if (target.hasAttribute("data-own-time")) {
      const minutes = /** @type {HTMLInputElement} */ (need("[type=number]", target));
      fill(target, "[data-own-seconds]", Number(minutes.value) * MINUTE_SECONDS);
    } else if (target.hasAttribute("data-more-time")) {
      const left = secondsLeft(this.#live.state.timer, this.#live.now);
      fill(target, "[data-more-seconds]", Math.min(left + MINUTE_SECONDS, MOST_SECONDS));
    }
  }

  // Private: what is on

  /** @param {State} state */
  #drawNow(state) {
    const { timer, paused, names_hidden, gathered, checking } = state;
    show("timer", timer !== null);
    show("paused", paused);
    show("names_hidden", names_hidden);
    show("gathered", gathered !== null);
    show("checking", checking);
    show("kinds", this.#kinds.size > 0);
    setText(need("[data-gathered]"), this.#called(gathered));
    for (const field of document.querySelectorAll("[data-shown]")) {
      const name = /** @type {"shown" | "beside" | "zoomed" | "about"} */ (
        field.getAttribute("data-shown")
      );
      /** @type {HTMLInputElement} */ (field).value = state[name] ?? "";
    }
  }

  #drawClock() {
    const { timer } = this.#live.state;
    if (!timer) return;
    const left = secondsLeft(timer, this.#live.now);
    setText(need("[data-clock]"), asClock(left));
    need("[data-clock-left]").hidden = left === 0;
    need("[data-clock-over]").hidden = left > 0;
    if (left === 0 && !this.#isOver) this.#say("timer", this.#page.texts.room_timer_over);
    this.#isOver = left === 0;
  }

  /** @param {State} state */
  #drawToggles(state) {
    for (const form of document.querySelectorAll("[data-toggle]")) {
      const name = /** @type {"paused" | "names_hidden"} */ (form.getAttribute("data-toggle"));
      const isOn = state[name];
      fill(form, "[data-toggle-value]", String(!isOn));
      const label = form.getAttribute(isOn ? "data-turn-off" : "data-turn-on") ?? "";
      setText(need("[data-toggle-label]", form), label);
    }
  }

  /** @param {State} state */
  #drawScreen({ shown }) {
    const line = document.querySelector("[data-on-screen]");
    if (!(line instanceof HTMLElement)) return;
    const { on_screen_one, on_screen_all } = this.#page.texts;
    setText(line, shown ? format(on_screen_one, { board: this.#called(shown) }) : on_screen_all);
  }

  /** @param {State} state */
  #drawCheck({ checking, seats }) {
    const said = enoughSaid(Object.values(seats ?? {}));
    const values = Object.fromEntries(said);
    setText(need("[data-check-line]"), format(this.#page.texts.enough_line, values));
    for (const counts of document.querySelectorAll("[data-check-counts]")) {
      for (const [answer, count] of said) {
        setText(need(`[data-enough="${answer}"]`, counts), String(count));
      }
    }
    for (const form of document.querySelectorAll("[data-check-ask]")) {
      form.toggleAttribute("hidden", checking);
    }
    for (const part of document.querySelectorAll("[data-check-said]")) {
      part.toggleAttribute("hidden", !checking);
    }
  }

  // Private: what stands out on this laptop

  /** @param {string} kind */
  #pressKind(kind) {
    if (!this.#kinds.delete(kind)) this.#kinds.add(kind);
    this.draw();
    const kinds = this.#kindsInWords();
    const { kinds_stand_out, filters_cleared } = this.#page.texts;
    this.#say("kinds", kinds ? format(kinds_stand_out, { kinds }) : filters_cleared);
  }

  /** @param {Element} pressed */
  #clearFilters(pressed) {
    this.#kinds.clear();
    this.#clearSearch();
    this.draw();
    this.#say("kinds", this.#page.texts.filters_cleared);
    // Its line is gone, and the focus with it.
    if (pressed.closest("[data-now]")) this.#root?.querySelector("summary")?.focus();
  }

  /** @param {State} state */
  #drawKinds({ subjects }) {
    const there = new Set(Object.values(subjects).map(({ kind }) => kind));
    for (const button of document.querySelectorAll("button[data-kind]")) {
      const kind = button.getAttribute("data-kind") ?? "";
      button.setAttribute("aria-pressed", String(this.#kinds.has(kind)));
      button.parentElement?.toggleAttribute("hidden", !there.has(kind));
    }
    for (const { svg } of this.#views) {
      svg.classList.toggle("board--of-kinds", this.#kinds.size > 0);
      svg.dataset.kinds = [...this.#kinds].join(" ");
    }
    const chosen = document.querySelector("[data-kinds-chosen]");
    if (chosen instanceof HTMLElement) setText(chosen, this.#kindsInWords());
  }

  #kindsInWords() {
    return [...this.#kinds].map((kind) => this.#page.texts[`kind_${kind}`]).join(", ");
  }

  // Private: words

  /** @param {string | null} sheet */
  #called(sheet) {
    return sheet ? shortName(this.#page.boards, sheet) : "";
  }

  /**
   * Say what somebody turned on or off, here or on another laptop.
   * @param {State} state
   */
  #sayWhatChanged({ timer, paused, names_hidden, gathered, checking }) {
    const before = this.#before;
    this.#before = { timer, paused, names_hidden, gathered, checking };
    if (!before) return;
    const { texts } = this.#page;
    if (before.timer?.ends_at !== timer?.ends_at) this.#say("timer", this.#timerInWords());
    if (before.paused !== paused) {
      this.#say("paused", paused ? texts.room_paused : texts.room_goes_on);
    }
    if (before.names_hidden !== names_hidden) {
      this.#say("names", names_hidden ? texts.room_names_hidden : texts.room_names_shown);
    }
    if (before.gathered !== gathered) {
      const board = this.#called(gathered);
      this.#say("gathered", gathered ? format(texts.room_gathered, { board }) : texts.room_free);
    }
    if (!before.checking && checking) this.#say("checking", texts.room_asked);
  }

  #timerInWords() {
    const { timer } = this.#live.state;
    const { room_timer, room_timer_off, room_timer_over } = this.#page.texts;
    if (!timer) return room_timer_off;
    const left = secondsLeft(timer, this.#live.now);
    return left === 0 ? room_timer_over : format(room_timer, { time: asClock(left) });
  }
}

/**
 * A board's title; with its way of filling in where the same board lies there twice.
 * @param {Record<string, Board>} boards  by sheet
 * @param {string} sheet
 */
export function shortName(boards, sheet) {
  const board = boards[sheet];
  if (!board) return "";
  const same = Object.values(boards).filter(({ title }) => title === board.title);
  return same.length > 1 ? `${beforeFilling(board.title)}: ${board.filling.title}` : board.title;
}

/**
 * How many participants could say enough, partly or not; `waiting`: how many did not answer.
 * @param {readonly Seat[]} seats
 * @returns {Map<"yes" | "partly" | "no" | "waiting", number>}
 */
function enoughSaid(seats) {
  const count = (/** @type {string} */ answer) =>
    seats.filter(({ enough }) => (enough || "waiting") === answer).length;
  return new Map([
    ["yes", count("yes")],
    ["partly", count("partly")],
    ["no", count("no")],
    ["waiting", count("waiting")],
  ]);
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {string} name
 * @param {boolean} isOn
 */
function show(name, isOn) {
  document.querySelector(`[data-now="${name}"]`)?.toggleAttribute("hidden", !isOn);
}

/**
 * @param {Element} form
 * @param {string} selector
 * @param {string | number} value
 */
function fill(form, selector, value) {
  /** @type {HTMLInputElement} */ (need(selector, form)).value = String(value);
}
