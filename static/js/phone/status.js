// The line in the dock: what this phone answered, and how things stand with it.

/** @import { PageData, Phase, Refusal, Command, State } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */
/** @import { Place } from "./place.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";

const SAVING_SAID_AFTER_MS = 400;

export class Status {
  #dock;
  #line;
  #texts;
  #live;
  #places;
  #steps;
  #hasWords;
  /**
   * What was refused last, in plain words; said until something else is done, or the phase in
   * which it was refused is over.
   * @type {{line: string, phase: Phase, shown: boolean} | null}
   */
  #refused = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #sayLater;

  /**
   * @param {HTMLElement} dock
   * @param {PageData} page
   * @param {Live} live
   * @param {object} parts
   * @param {Place[]} parts.places
   * @param {{place: Place | undefined}} parts.steps
   * @param {() => boolean} parts.hasWords  whether a text here has not reached the server
   */
  constructor(dock, { texts }, live, { places, steps, hasWords }) {
    this.#dock = dock;
    this.#line = need("[data-status]", dock);
    this.#texts = texts;
    this.#live = live;
    this.#places = places;
    this.#steps = steps;
    this.#hasWords = hasWords;
  }

  /** What was refused last, in plain words; "" for nothing. */
  get refused() {
    return this.#refused?.line ?? "";
  }

  /**
   * @param {string} line
   * @param {Phase} phase
   */
  refuse(line, phase) {
    this.#refused = { line, phase, shown: false };
  }

  /** Something else is done. */
  forget() {
    this.#refused = null;
  }

  /** Saving is said only when it lasts, so that the line does not flicker. */
  draw() {
    this.#forgetOldRefusal();
    const { tone, line } = this.#now();
    clearTimeout(this.#sayLater);
    if (tone === "busy") {
      this.#sayLater = setTimeout(() => this.#show(tone, line), SAVING_SAID_AFTER_MS);
    } else {
      this.#show(tone, line);
    }
  }

  // Private

  /** A refusal is old news once the part of the session in which it was given is over. */
  #forgetOldRefusal() {
    if (!this.#refused) return;
    const isSamePhase = this.#refused.phase === this.#live.state.phase;
    if (this.#refused.shown && !isSamePhase) this.#refused = null;
    else this.#refused.shown ||= isSamePhase;
  }

  /**
   * @param {string} tone
   * @param {string} line
   */
  #show(tone, line) {
    this.#dock.hidden = false;
    this.#dock.dataset.tone = tone;
    setText(this.#line, line);
  }

  #now() {
    const { status, pending, state } = this.#live;
    if (this.#refused) return { tone: "refused", line: this.#refused.line };
    if (status === "offline") return { tone: "offline", line: this.#offlineLine(pending) };
    if (pending > 0) return { tone: "busy", line: this.#texts.saving };
    const isPlacing = state.phase === "placing";
    return { tone: "fine", line: isPlacing ? this.#answerLine(state) : this.#texts.goes_on };
  }

  /** @param {number} pending */
  #offlineLine(pending) {
    if (this.#hasWords()) return this.#texts.words_kept;
    return pending > 0 ? this.#texts.kept : this.#texts.offline_watching;
  }

  /**
   * What this phone answered, in one line: on the board that shows.
   * @param {State} state
   */
  #answerLine(state) {
    const place = this.#steps.place;
    if (!place) return this.#allAnswered(state);
    if (place.kind !== "zones") {
      return place.isAnswered(state) ? this.#texts.filled_in : this.#texts.not_filled_in;
    }
    const { given, all } = place.answers(state);
    if (given.length === 0) return this.#texts.not_chosen;
    if (all > 1) return format(this.#texts.you_answered, { given: given.length, all });
    const [own] = given;
    if (own.unknown) return this.#texts.you_do_not_know;
    return format(this.#texts.your_place_is, { element: place.titleOf(own.element) });
  }

  /** @param {State} state */
  #allAnswered(state) {
    const given = this.#places.filter((place) => place.isAnswered(state)).length;
    if (given === 0) return this.#texts.not_chosen;
    return format(this.#texts.you_answered, { given, all: this.#places.length });
  }
}

/**
 * Why something could not be done, for somebody who answers on a phone.
 * @param {Record<string, string>} texts
 * @param {Refusal} refusal
 * @param {Command} command
 */
export function inPlainWords(texts, { code, sentence, phase }, { kind }) {
  const isAnswer = ["place", "say_unknown", "give_score"].includes(kind);
  if (code === "visibility_changed") return texts.refused_visible;
  if (code === "not_allowed" && isAnswer) return texts.refused_other;
  if (code !== "not_now") return sentence;
  return phase === "preparing" || phase === "meaning" ? texts.refused_early : texts.refused_late;
}
