// Moving post-its by mouse, finger or pen: drag, or tap the post-it and then its place.

/** @import { Live } from "./live.js" */
/** @import { Desk, Thing } from "./desk.js" */

import { thingOf } from "./desk.js";
import { isOnBoard, onBoard } from "./geometry.js";
import { newId } from "./ids.js";
import { handful } from "./render.js";

/** A finger that moves less than this taps. */
const TAP_WITHIN_PX = 6;
const NOT_PASSIVE = { passive: false };

/**
 * One post-it in the hand, from press to let go.
 * @typedef {object} Grip
 * @property {Thing} thing
 * @property {number} pointer
 * @property {{clientX: number, clientY: number}} start
 * @property {{x: number, y: number}} offset  from the pointer to the middle, in millimetres
 * @property {{id: string, placement: string} | null} announced  once it really moves
 */

export class Pointers {
  #desk;
  #live;
  #thingAt;
  /** @type {Grip | null} */
  #grip = null;

  /**
   * @param {Desk} desk
   * @param {Live} live
   * @param {(target: EventTarget | null) => Thing | null} inTray  what lies under a pointer there
   */
  constructor(desk, live, inTray) {
    this.#desk = desk;
    this.#live = live;
    this.#thingAt = inTray;
  }

  /**
   * Follow presses on a board or a tray.
   * @param {Element} root
   */
  follow(root) {
    root.addEventListener("pointerdown", (event) => {
      this.#press(/** @type {PointerEvent} */ (event));
    });
    if (root instanceof SVGElement) root.addEventListener("touchstart", this.#keep, NOT_PASSIVE);
    root.addEventListener("click", (event) => {
      this.#tapBoard(/** @type {MouseEvent} */ (event));
    });
  }

  /** Follow what is in the hand, wherever it goes. */
  start() {
    addEventListener("pointermove", (event) => this.#move(event));
    addEventListener("pointerup", (event) => this.#release(event));
    addEventListener("pointercancel", (event) => this.#isOurs(event) && this.#cancel());
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.#grip) this.#cancel();
      else if (this.#desk.chosen) this.#desk.choose(null);
    });
  }

  // Private

  /**
   * A finger on a post-it moves the post-it, not the page. By hand, since browsers do not heed
   * `touch-action` inside an SVG.
   * @param {Event} event
   */
  #keep = (event) => {
    if (this.#grip) event.preventDefault();
  };

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button !== 0 || !event.isPrimary || this.#grip) return;
    const { view } = this.#desk;
    const postit = view.postitAt(event.target);
    const thing = postit ? thingOf(postit) : this.#thingAt(event.target);
    if (!thing || !this.#desk.mayAct) return;
    const spot = view.spotOf(event);
    const offset = postit ? { x: postit.x - spot.x, y: postit.y - spot.y } : { x: 0, y: 0 };
    const { pointerId: pointer, clientX, clientY } = event;
    this.#grip = { thing, pointer, start: { clientX, clientY }, offset, announced: null };
    if (postit) view.node(postit.key)?.focus({ preventScroll: true });
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const grip = this.#grip;
    if (!grip || !this.#isOurs(event)) return;
    if (!grip.announced && !this.#begin(grip, event)) return;
    event.preventDefault();
    const { view } = this.#desk;
    // Before the post-it is drawn there: asked after it, the browser lays out the page once more.
    const pointer = view.spotOf(event);
    const spot = middle(grip, pointer);
    view.hold(grip.thing.key, spot);
    const isOver = isOnBoard(pointer.x, pointer.y);
    const { subject, layer: l } = grip.thing;
    view.light(isOver ? view.elementAt(onBoard(spot.x, spot.y), subject) : null);
    const { id: c = "", placement: p = "" } = grip.announced ?? {};
    this.#live.drag({ p, s: subject.id, sh: view.sheet, l, ...onBoard(spot.x, spot.y), c });
  }

  /**
   * @param {Grip} grip
   * @param {PointerEvent} event
   * @returns {boolean}  whether it moves now
   */
  #begin(grip, event) {
    const { clientX, clientY } = grip.start;
    if (Math.hypot(event.clientX - clientX, event.clientY - clientY) < TAP_WITHIN_PX) return false;
    if (!this.#desk.mayMove(grip.thing)) {
      this.#grip = null;
      return false;
    }
    grip.announced = { id: newId(), placement: grip.thing.placement ?? newId() };
    const { view } = this.#desk;
    const { key } = grip.thing;
    if (view.node(key)) view.raise(key);
    else {
      const organisation = this.#desk.state.subjects[grip.thing.subject.of ?? ""] ?? null;
      view.pickUp(handful(grip.thing, view.spotOf(event), organisation));
    }
    document.body.classList.add("dragging");
    return true;
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const grip = this.#grip;
    if (!grip || !this.#isOurs(event)) return;
    if (!grip.announced) {
      this.#grip = null;
      const { chosen } = this.#desk;
      this.#desk.choose(chosen?.key === grip.thing.key ? null : grip.thing);
      return;
    }
    const { view } = this.#desk;
    const pointer = view.spotOf(event);
    if (!isOnBoard(pointer.x, pointer.y)) {
      this.#cancel("returned");
      return;
    }
    const { x, y } = middle(grip, pointer);
    const { announced } = grip;
    this.#letGo();
    this.#desk.place(grip.thing, onBoard(x, y), announced);
    view.hold(grip.thing.key, null);
    view.node(grip.thing.key)?.focus({ preventScroll: true });
  }

  /** @param {"returned" | "cancelled"} [how] */
  #cancel(how = "cancelled") {
    const grip = this.#grip;
    this.#letGo();
    if (!grip?.announced) return;
    this.#live.dragEnd({ p: grip.announced.placement, c: grip.announced.id });
    this.#desk.leave(grip.thing, how);
    this.#desk.view.hold(grip.thing.key, null);
    this.#desk.view.redraw();
  }

  #letGo() {
    this.#grip = null;
    this.#desk.view.light(null);
    document.body.classList.remove("dragging");
  }

  /**
   * A tap on the board, with something chosen: there it goes.
   * @param {MouseEvent} event
   */
  #tapBoard(event) {
    const { chosen, view } = this.#desk;
    const isBoard = event.target instanceof Node && view.svg.contains(event.target);
    if (!chosen || !isBoard || view.postitAt(event.target)) return;
    const { x, y } = view.spotOf(event);
    if (!this.#desk.mayMove(chosen)) return;
    this.#desk.place(chosen, onBoard(x, y));
    view.node(chosen.key)?.focus({ preventScroll: true });
  }

  /** @param {PointerEvent} event */
  #isOurs(event) {
    return this.#grip?.pointer === event.pointerId;
  }
}

/**
 * @param {Grip} grip
 * @param {{x: number, y: number}} pointer
 */
function middle({ offset }, pointer) {
  return { x: pointer.x + offset.x, y: pointer.y + offset.y };
}
