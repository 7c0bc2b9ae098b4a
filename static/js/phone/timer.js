// The timer of the room, small in the dock. It is read aloud only when the time is up.

/** @import { PageData, State } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */
/** @import { Say } from "./place.js" */

import { asClock, secondsLeft } from "../board/timer.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";

const EVERY_MS = 250;
const SAID_FOR_MS = 60_000;

export class Timer {
  #part;
  #live;
  #texts;
  #say;
  #isRunning = false;

  /**
   * @param {HTMLElement} part
   * @param {PageData} page
   * @param {Live} live
   * @param {Say} say
   */
  constructor(part, { texts }, live, say) {
    this.#part = part;
    this.#live = live;
    this.#texts = texts;
    this.#say = say;
    setInterval(() => this.draw(live.state), EVERY_MS);
  }

  /**
   * Draw what is left.
   * @param {State} state
   */
  draw({ timer }) {
    const { now } = this.#live;
    const left = secondsLeft(timer, now);
    const isOver = left === 0;
    this.#part.hidden = !timer || now - Date.parse(timer.ends_at) > SAID_FOR_MS;
    this.#part.toggleAttribute("data-over", isOver);
    setText(need("[data-timer-left]", this.#part), isOver ? this.#texts.time_is_up : asClock(left));
    if (isOver && this.#isRunning && timer) this.#say("timer", this.#texts.time_is_up);
    this.#isRunning = !isOver;
  }
}
