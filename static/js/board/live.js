// The facade of a live page: what is known with the own changes drawn in, and the way to change it.

/** @import { Answer, BoardEvent, Command, Drag, PageData, Refusal, State } from "./protocol.js" */
/** @import { Identified, Options } from "./journal.js" */

import { newId } from "./ids.js";
import { Journal } from "./journal.js";
import { Sync } from "./sync.js";
import { backOff, postCommand } from "./transport.js";

const DRAG_SILENT_MS = 3_000;
const REMEMBERED_IDS = 500;

/** @typedef {(live: Live) => void} Listener */
/** @typedef {(refusal: Refusal, command: Command) => void} RefusalListener */

/**
 * Connect a live page to its session.
 * @param {PageData} page
 * @param {Pick<Options, "elementAt">} [options]
 * @returns {Live}
 */
export function connect(page, options = {}) {
  const seat = page.me?.seat ?? null;
  // The screen changes nothing. Kept per person: another one may log in in the same tab.
  const store = page.actor ? sessionStorage : null;
  const key = `praatplaten:${page.session}:${page.actor}`;
  const live = new Live(page, new Journal({ store, key, seat, ...options }));
  live.start();
  return live;
}

export class Live {
  #page;
  #journal;
  #sync;
  /** @type {Set<Listener>} */
  #listeners = new Set();
  /** @type {Set<(drags: Drag[]) => void>} */
  #dragListeners = new Set();
  /** @type {Set<RefusalListener>} */
  #refusalListeners = new Set();
  /** @type {Set<(command: Identified) => void>} */
  #acceptanceListeners = new Set();
  /** @type {Set<(events: BoardEvent[]) => void>} */
  #eventListeners = new Set();
  /** @type {Set<() => boolean>} */
  #holds = new Set();
  /** @type {Map<string, (answer: Answer) => void>} */
  #waiting = new Map();
  /** @type {State | null} */
  #drawn = null;
  /** The table was laid out anew: only a page that the server makes can show it. */
  #isOutdated = false;
  #isRenewing = false;
  #sending = false;
  #attempt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {Drag | null} */
  #nextDrag = null;
  /** Incoming drags by command id, each with the timer that ends it. */
  #drags = /** @type {Map<string, {drag: Drag, timer: ReturnType<typeof setTimeout>}>} */ (
    new Map()
  );
  /** @type {Set<string>} ids of commands whose drags are over, or our own */
  #over = new Set();

  /**
   * @param {PageData} page
   * @param {Journal} journal
   */
  constructor(page, journal) {
    this.#page = page;
    this.#journal = journal;
    this.#sync = new Sync(page, {
      onKnown: (events) => this.#learned(events),
      onDrags: (drags) => this.#hearDrags(drags),
      onStatus: () => this.#changed(),
    });
  }

  // What there is to see

  /** The state, with the own changes that have no answer yet drawn in. */
  get state() {
    this.#drawn ??= this.#journal.overlay(this.#sync.known.state);
    return this.#drawn;
  }

  get counts() {
    return this.#sync.counts;
  }

  get presence() {
    return this.#sync.presence;
  }

  get status() {
    return this.#sync.status;
  }

  /** What time it is for the server, in milliseconds: this page's own clock may be wrong. */
  get now() {
    return Date.now() + this.#sync.clockAhead;
  }

  /** How many own changes have no answer yet. */
  get pending() {
    return this.#journal.pending;
  }

  /**
   * Hear after every change of state, counts, status or the number of pending changes.
   * @param {Listener} listener
   * @returns {() => void}  stops it
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Hear the post-its that others have in their hands, as they move; `end` when one is let go,
   * dropped or silent for 3 seconds.
   * @param {(drags: Drag[]) => void} listener
   */
  onDrags(listener) {
    this.#dragListeners.add(listener);
  }

  /**
   * Hear every refusal, also of changes that were made before a reload.
   * @param {RefusalListener} listener
   */
  onRefused(listener) {
    this.#refusalListeners.add(listener);
  }

  /**
   * Hear every own change that the server accepted, once it is drawn.
   * @param {(command: Identified) => void} listener
   */
  onAccepted(listener) {
    this.#acceptanceListeners.add(listener);
  }

  /**
   * Hear the numbered events themselves, once the state shows them.
   * @param {(events: BoardEvent[]) => void} listener
   */
  onEvents(listener) {
    this.#eventListeners.add(listener);
  }

  /**
   * Keep the page from renewing itself as long as this says so: something here is not sent yet.
   * @param {() => boolean} holds
   */
  holdRenewal(holds) {
    this.#holds.add(holds);
  }

  // What one can do

  /**
   * Make a change: drawn at once, sent as soon as can be. An id only when a drag announced it.
   * @param {Command} command
   * @returns {Promise<Answer>}  accepted or refused
   */
  send(command) {
    const identified = { ...command, id: command.id ?? newId() };
    const answered = new Promise((/** @type {(answer: Answer) => void} */ resolve) => {
      this.#waiting.set(identified.id, resolve);
    });
    this.#journal.add(identified);
    this.#changed();
    this.#sendNext();
    return answered;
  }

  /**
   * Let others see a post-it move: at most once per frame.
   * @param {Drag} drag
   */
  drag(drag) {
    this.#over.add(drag.c); // what comes back of our own drag is no news
    if (!this.#nextDrag) requestAnimationFrame(() => this.#sendDrag());
    this.#nextDrag = drag;
  }

  /**
   * Let others see that it was let go without a drop.
   * @param {{p: string, c: string}} drag
   */
  dragEnd({ p, c }) {
    this.#nextDrag = null;
    this.#sync.sendDrag({ p, c, end: true });
  }

  /** Begin: connect, and send what a reload interrupted. */
  start() {
    this.#sync.start();
    this.#changed();
    this.#sendNext();
  }

  // Private: commands

  async #sendNext() {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#journal.next; next; next = this.#journal.next) {
      const answer = await postCommand(this.#page, next);
      if (!answer) {
        this.#attempt += 1;
        this.#retry = setTimeout(() => this.#sendNext(), backOff(this.#attempt));
        break;
      }
      this.#attempt = 0;
      this.#answered(next, answer);
    }
    this.#sending = false;
  }

  /**
   * @param {Identified} command
   * @param {Answer} answer
   */
  #answered(command, answer) {
    this.#journal.settle(command.id, answer);
    this.#journal.caughtUp(this.#sync.known.heads);
    if (answer.refused) {
      for (const listener of this.#refusalListeners) listener(answer.refused, command);
      // A refusal often means that we missed something.
      this.#sync.catchUp();
    } else if (this.status !== "live") {
      this.#sync.catchUp();
    }
    this.#changed();
    if (answer.accepted) for (const listener of this.#acceptanceListeners) listener(command);
    this.#waiting.get(command.id)?.(answer);
    this.#waiting.delete(command.id);
  }

  // Private: news

  /** @param {BoardEvent[]} events */
  #learned(events) {
    for (const { id } of events) this.#journal.heard(id);
    this.#journal.caughtUp(this.#sync.known.heads);
    this.#isOutdated ||= events.some(({ kind }) => kind === "set_up") || this.#hasOtherSheets();
    this.#changed();
    for (const listener of this.#eventListeners) listener(events);
    for (const { id } of events) this.#endDrag(id);
  }

  #changed() {
    this.#drawn = null;
    const root = document.documentElement;
    const isBack = root.dataset.live === "offline" && this.status !== "offline";
    root.dataset.live = this.status;
    if (isBack) {
      this.#attempt = 0;
      clearTimeout(this.#retry);
      this.#sendNext();
    }
    if (this.#isOutdated) this.#renew();
    else for (const listener of this.#listeners) listener(this);
  }

  // Private: a table that was laid out anew

  #hasOtherSheets() {
    const drawn = Object.keys(this.#page.state.sheets).sort().join();
    return Object.keys(this.#sync.known.state.sheets).sort().join() !== drawn;
  }

  /** Once nothing is pending; until then the page shows the table as it was. */
  #renew() {
    const isHeld = this.pending > 0 || [...this.#holds].some((holds) => holds());
    if (isHeld || this.#isRenewing) return;
    this.#isRenewing = true;
    location.reload();
  }

  // Private: weather

  #sendDrag() {
    if (this.#nextDrag) this.#sync.sendDrag(this.#nextDrag);
    this.#nextDrag = null;
  }

  /** @param {Drag[]} drags */
  #hearDrags(drags) {
    const moving = drags.filter((drag) => !drag.end && !this.#over.has(drag.c));
    for (const drag of moving) {
      clearTimeout(this.#drags.get(drag.c)?.timer);
      const timer = setTimeout(() => this.#endDrag(drag.c), DRAG_SILENT_MS);
      this.#drags.set(drag.c, { drag, timer });
    }
    if (moving.length > 0) this.#tell(moving);
    for (const drag of drags) if (drag.end) this.#endDrag(drag.c);
  }

  /** @param {string} command */
  #endDrag(command) {
    this.#over.add(command);
    if (this.#over.size > REMEMBERED_IDS) this.#over.delete([...this.#over][0]);
    const held = this.#drags.get(command);
    if (!held) return;
    clearTimeout(held.timer);
    this.#drags.delete(command);
    this.#tell([{ p: held.drag.p, c: command, end: true }]);
  }

  /** @param {Drag[]} drags */
  #tell(drags) {
    for (const listener of this.#dragListeners) listener(drags);
  }
}
