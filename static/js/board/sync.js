// Keeps what the page knows up to date: by socket, after a gap by GET, without a socket by polling.

/** @import { BoardEvent, Counts, Drag, Frame, Heads, PageData, Status } from "./protocol.js" */
/** @import { Known } from "./state.js" */

import { isBehind, know, receive, update } from "./state.js";
import { backOff, fetchSince, openSocket } from "./transport.js";

const DEAD_AFTER_MS = 12_000;
const BEHIND_FOR_MS = 3_000;
const POLL_FIRST_MS = 2_000;
const POLL_SLOWEST_MS = 5_000;
const POLL_GROWTH = 1.25;
const TRIES_BEFORE_POLLING = 2;
const SOCKET_AGAIN_MS = 30_000;

/**
 * @typedef {object} Listeners
 * @property {(events: BoardEvent[]) => void} onKnown  what is known has changed
 * @property {(drags: Drag[]) => void} onDrags
 * @property {() => void} onStatus  status, counts or presence have changed
 */

export class Sync {
  /** @type {Known} */
  known;
  /** @type {Counts} */
  counts;
  /** @type {{seats: number}} */
  presence = { seats: 0 };
  /** @type {Status} */
  status = "polling";
  /** How far the server's clock is ahead of ours, in milliseconds. */
  clockAhead = 0;

  #page;
  #listeners;
  /** @type {ReturnType<typeof openSocket> | null} */
  #socket = null;
  #heardAt = 0;
  #failures = 0;
  #neverOpened = 0;
  #socketsWork = false;
  #fetching = false;
  #fetchAgain = false;
  #pollEvery = POLL_FIRST_MS;
  /** @type {Heads | null} */
  #wanted = null;
  /** @type {Record<string, ReturnType<typeof setTimeout> | undefined>} */
  #timers = {};

  /**
   * @param {PageData} page
   * @param {Listeners} listeners
   */
  constructor(page, listeners) {
    this.#page = page;
    this.#listeners = listeners;
    this.known = know(page);
    this.counts = page.counts;
  }

  // Lifecycle

  /** Connect, and stay connected until the session or our place in it ends. */
  start() {
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.#closed(true));
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    document.addEventListener("visibilitychange", () => !document.hidden && this.wake());
    if (this.known.state.phase === "closed") this.#end("closed");
    else this.#connect();
  }

  /** Something happened that may have cost us events, or brought the network back. */
  wake() {
    if (this.ended) return;
    this.#failures = 0;
    // After a sleep the socket may be dead without ever having said so.
    if (Date.now() - this.#heardAt > DEAD_AFTER_MS) this.#drop();
    if (!this.#socket) this.#connect();
    this.catchUp();
  }

  /** Whether there will be no more news. */
  get ended() {
    return this.status === "closed" || this.status === "gone";
  }

  /**
   * Send weather; lost when there is no socket.
   * @param {Drag} drag
   */
  sendDrag(drag) {
    this.#socket?.send({ drag });
  }

  /** Fetch what was missed. One request at a time; asked meanwhile, it fetches once more. */
  async catchUp() {
    if (this.#fetching) {
      this.#fetchAgain = true;
      return;
    }
    this.#fetching = true;
    const { heads, epoch } = this.known;
    const fetched = await fetchSince(this.#page, heads, epoch);
    this.#fetching = false;
    if (this.ended) return;
    if ("update" in fetched) {
      if (this.status === "offline") this.#isBack();
      this.#hearCounts(fetched.update);
      this.#learn(update(this.known, fetched.update));
    } else if (fetched.failed === "unreachable") {
      this.#unreachable();
    } else {
      this.#end(fetched.failed);
    }
    if (this.#fetchAgain) {
      this.#fetchAgain = false;
      this.catchUp();
    }
  }

  // Private: the socket

  #connect() {
    this.#clear("retry");
    const socket = openSocket(this.#page.urls.socket, {
      onFrame: (frame) => this.#socket === socket && this.#hear(frame),
      onClose: (opened) => this.#socket === socket && this.#closed(opened),
    });
    this.#socket = socket;
    this.#expectHeartbeat();
  }

  /** A silent socket is a dead one: phones that slept do not hear it close. */
  #expectHeartbeat() {
    this.#after("heartbeat", DEAD_AFTER_MS, () => this.#closed(this.status === "live"));
  }

  /** @param {Frame} frame */
  #hear(frame) {
    this.#heardAt = Date.now();
    this.#expectHeartbeat();
    if (frame.events) this.#learn(receive(this.known, frame.events));
    if (frame.heads) this.#hearHeartbeat(frame.heads, frame);
    if (frame.drags) this.#listeners.onDrags(frame.drags);
    if (frame.bye) this.#closed(true);
  }

  /**
   * @param {Heads} heads
   * @param {Frame} frame
   */
  #hearHeartbeat(heads, frame) {
    const isFirst = this.status !== "live";
    if (!isFirst) this.#failures = 0;
    this.#neverOpened = 0;
    this.#socketsWork = true;
    this.#clear("poll");
    this.#setStatus("live");
    this.#hearCounts(frame);
    if (frame.epoch !== this.known.epoch || (isFirst && isBehind(this.known.heads, heads))) {
      this.catchUp();
    } else if (isBehind(this.known.heads, heads) && !this.#wanted) {
      this.#wanted = heads;
      this.#after("behind", BEHIND_FOR_MS, () => this.#stillBehind());
    }
  }

  #stillBehind() {
    if (this.#wanted && isBehind(this.known.heads, this.#wanted)) this.catchUp();
    this.#wanted = null;
  }

  /**
   * The socket is gone, or as good as: the GET tells whether the server can be reached at all.
   * @param {boolean} opened  whether it ever was of use
   */
  #closed(opened) {
    if (this.ended) return;
    this.#drop();
    this.#failures += 1;
    this.#neverOpened = opened ? 0 : this.#neverOpened + 1;
    if (this.status === "live") this.#setStatus("polling");
    this.catchUp();
    // Where a socket ever worked, one that fails means a restart, not a network without sockets.
    const isBlocked = !this.#socketsWork && this.#neverOpened >= TRIES_BEFORE_POLLING;
    const wait = isBlocked && this.status === "polling" ? SOCKET_AGAIN_MS : backOff(this.#failures);
    this.#after("retry", wait, () => this.#connect());
    if (!this.#timers.poll) this.#pollLater();
  }

  /** The server answers again: do not wait out the long pause before the next socket. */
  #isBack() {
    this.#setStatus("polling");
    this.#failures = 0;
    if (!this.#socket) this.#after("retry", backOff(0), () => this.#connect());
  }

  /** Nobody answered. As long as the socket lives, it says more about the connection. */
  #unreachable() {
    if (this.status !== "live") this.#setStatus("offline");
    this.#failures += 1;
    this.#after("again", backOff(this.#failures), () => this.catchUp());
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#clear("heartbeat");
  }

  // Private: without a socket

  #pollLater() {
    const wait = this.#pollEvery * (0.8 + 0.4 * Math.random());
    this.#after("poll", wait, async () => {
      await this.catchUp();
      this.#pollEvery = Math.min(this.#pollEvery * POLL_GROWTH, POLL_SLOWEST_MS);
      if (!this.ended && this.status !== "live") this.#pollLater();
    });
  }

  // Private: what we learn

  /** @param {{known: Known, gap: boolean, applied: BoardEvent[], replaced?: boolean}} result */
  #learn({ known, gap, applied, replaced }) {
    this.known = known;
    if (applied.length > 0 || replaced) {
      this.#pollEvery = POLL_FIRST_MS;
      this.#listeners.onKnown(applied);
    }
    if (known.state.phase === "closed") this.#end("closed");
    else if (gap) this.catchUp();
  }

  /** @param {Frame | import("./protocol.js").Update} news */
  #hearCounts(news) {
    if (news.now) this.clockAhead = Date.parse(news.now) - Date.now();
    if (news.counts) this.counts = news.counts;
    if ("presence" in news && news.presence) this.presence = news.presence;
    if (news.counts) this.#listeners.onStatus();
  }

  /** @param {Status} status */
  #setStatus(status) {
    if (this.status === status) return;
    this.status = status;
    this.#listeners.onStatus();
  }

  /** @param {"closed" | "gone"} status */
  #end(status) {
    this.#setStatus(status);
    this.#drop();
    for (const name of Object.keys(this.#timers)) this.#clear(name);
  }

  // Private: timers

  /**
   * @param {string} name
   * @param {number} wait
   * @param {() => void} act
   */
  #after(name, wait, act) {
    this.#clear(name);
    this.#timers[name] = setTimeout(() => {
      this.#timers[name] = undefined;
      act();
    }, wait);
  }

  /** @param {string} name */
  #clear(name) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = undefined;
  }
}
