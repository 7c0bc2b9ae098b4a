// The board by keyboard: one post-it has the focus; arrows move it, Page Up and Page Down go on.

/** @import { Live } from "./live.js" */
/** @import { Postit } from "./drawing.js" */
/** @import { Desk, Thing } from "./desk.js" */
/** @import { BoardView } from "./render.js" */

import { thingOf } from "./desk.js";
import { byElement } from "./drawing.js";
import { onBoard } from "./geometry.js";
import { newId } from "./ids.js";

const PAUSE_MS = 800;
const STEP_MM = 5;
const SMALL_STEP_MM = 1;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Keys {
  #desk;
  #live;
  #openMenu;
  /** The key of the post-it that Tab comes to. */
  #current = "";
  /** @type {{thing: Thing, x: number, y: number, id: string, placement: string} | null} */
  #nudge = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Desk} desk
   * @param {Live} live
   * @param {(thing: Thing) => void} openMenu
   */
  constructor(desk, live, openMenu) {
    this.#desk = desk;
    this.#live = live;
    this.#openMenu = openMenu;
  }

  /**
   * Follow the keys on a board.
   * @param {BoardView} view
   */
  follow(view) {
    view.svg.addEventListener("keydown", (event) => this.#press(event));
    view.svg.addEventListener("focusin", (event) => {
      this.#current = view.postitAt(event.target)?.key ?? this.#current;
      this.draw(view);
    });
    view.svg.addEventListener("focusout", () => this.flush());
  }

  /**
   * Let Tab come to one post-it of the board, and no more.
   * @param {BoardView} view
   */
  draw(view) {
    const order = inOrder(view);
    const current = order.find(({ key }) => key === this.#current) ?? order[0];
    for (const { key } of view.postits) {
      const node = view.node(key);
      node?.setAttribute("tabindex", key === current?.key ? "0" : "-1");
      if (this.#desk.mayAct) node?.setAttribute("role", "button");
    }
  }

  /** The keys paused: one change for the whole way. */
  flush() {
    clearTimeout(this.#timer);
    const nudge = this.#nudge;
    if (!nudge) return;
    this.#nudge = null;
    this.#desk.place(nudge.thing, { x: nudge.x, y: nudge.y }, nudge);
    this.#desk.view.hold(nudge.thing.key, null);
  }

  // Private

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { view } = this.#desk;
    const postit = view.postitAt(event.target);
    if (!postit || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) this.#move(postit, arrow, event.shiftKey ? SMALL_STEP_MM : STEP_MM);
    else if (event.key === "Enter" || event.key === " ") this.#openMenu(thingOf(postit));
    else if (event.key === "Delete") this.#takeOff(postit);
    else if (!this.#goOn(view, event.key)) return;
    event.preventDefault();
  }

  /**
   * @param {Postit} postit
   * @param {[number, number]} arrow
   * @param {number} step
   */
  #move(postit, [dx, dy], step) {
    const thing = thingOf(postit);
    if (this.#nudge?.thing.key !== thing.key) this.flush();
    if (!this.#nudge && !this.#desk.mayMove(thing)) return;
    const ids = { id: newId(), placement: thing.placement ?? newId() };
    const from = this.#nudge ?? { thing, x: postit.x, y: postit.y, ...ids };
    const spot = onBoard(from.x + dx * step, from.y + dy * step);
    this.#nudge = { ...from, ...spot };
    this.#desk.view.hold(thing.key, spot);
    const { placement: p, id: c } = this.#nudge;
    const { sheet: sh } = this.#desk.view;
    this.#live.drag({ p, s: thing.subject.id, sh, l: thing.layer, ...spot, c });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), PAUSE_MS);
  }

  /** @param {Postit} postit */
  #takeOff(postit) {
    const { view } = this.#desk;
    const thing = thingOf(postit);
    if (!this.#desk.mayMove(thing)) return;
    const order = inOrder(view);
    const next = order[order.findIndex(({ key }) => key === postit.key) + 1] ?? order[0];
    this.#desk.takeOff(thing);
    view.node(next.key)?.focus();
  }

  /**
   * @param {BoardView} view
   * @param {string} key
   * @returns {boolean}  whether this key goes to another post-it
   */
  #goOn(view, key) {
    const order = inOrder(view);
    const at = order.findIndex((postit) => postit.key === this.#current);
    /** @type {Record<string, number>} */
    const targets = { Home: 0, End: order.length - 1, PageUp: at - 1, PageDown: at + 1 };
    if (!(key in targets)) return false;
    const next = order[Math.min(Math.max(targets[key], 0), order.length - 1)];
    view.node(next?.key)?.focus();
    return true;
  }
}

/**
 * The post-its as the list has them: by element, then by name.
 * @param {BoardView} view
 */
function inOrder(view) {
  return [...byElement(view.postits, view.board.elements).values()]
    .flat()
    .filter(({ key }) => view.node(key));
}
