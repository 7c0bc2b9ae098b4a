// The panel beside the board: what is on the table, the list, who takes part, what is hidden.

/** @import { Desk, Thing } from "./desk.js" */
/** @import { Live } from "./live.js" */
/** @import { State } from "./protocol.js" */
/** @import { Roster } from "./roster.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { thingOf } from "./desk.js";
import { drawOutline, drawTray } from "./outline.js";

export class Panel {
  root = need(".panel");

  #desk;
  #live;
  #roster;
  #openMenu;
  #openPerson;
  #showsHidden = false;

  /**
   * @param {Desk} desk
   * @param {Live} live
   * @param {Roster} roster
   * @param {{menu: (thing: Thing) => void, person: (seat: string) => void}} open
   */
  constructor(desk, live, roster, open) {
    this.#desk = desk;
    this.#live = live;
    this.#roster = roster;
    this.#openMenu = open.menu;
    this.#openPerson = open.person;
  }

  /** Follow presses, typing and keys. */
  start() {
    this.root.addEventListener("click", (event) => this.#press(event));
    this.root.addEventListener("keydown", (event) => this.#walk(event));
    document.addEventListener("click", (event) => this.#pressSheet(event));
    this.#concealAtFirst();
    for (const name of ["menu", "off", "cancel"]) {
      document
        .querySelector(`[data-chosen-${name}]`)
        ?.addEventListener("click", () => this.#actOnChosen(name));
    }
  }

  /** Draw what is known now, of the sheet that shows. */
  draw() {
    const { view, texts, state } = this.#desk;
    for (const part of document.querySelectorAll("[data-panel-sheet]")) {
      part.toggleAttribute("hidden", part.getAttribute("data-panel-sheet") !== view.sheet);
    }
    for (const stage of document.querySelectorAll("[data-stage]")) {
      stage.toggleAttribute("hidden", stage.getAttribute("data-stage") !== view.sheet);
    }
    const tray = this.#part("tray");
    const count = drawTray(tray, view, state);
    setText(need("[data-table-count]"), String(count));
    drawOutline(this.#part("outline"), view, texts);
    const people = this.#roster.draw(this.#part("roster"), view, this.#live, texts);
    setText(need("[data-people-count]"), String(people));
    this.#drawHidden();
    this.#drawChosen();
  }

  /**
   * What lies under a pointer on the table, if anything.
   * @param {EventTarget | null} target
   * @returns {Thing | null}
   */
  thingAt(target) {
    const item = target instanceof Element ? target.closest("[data-subject]") : null;
    const subject = this.#desk.state.subjects[item?.getAttribute("data-subject") ?? ""];
    return subject ? this.#desk.thingFor(subject) : null;
  }

  // Private

  /** @param {"tray" | "outline" | "roster"} name */
  #part(name) {
    return need(`[data-${name}="${this.#desk.view.sheet}"]`);
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (!target) return;
    const key = target.closest("[data-key]")?.getAttribute("data-key") ?? "";
    if (target.hasAttribute("data-move")) {
      const postit = this.#desk.view.postits.find((each) => each.key === key);
      if (postit) this.#openMenu(thingOf(postit));
    } else if (target.hasAttribute("data-behalf")) {
      this.#openForSeat(key);
    } else if (target.hasAttribute("data-more")) {
      this.#openPerson(key);
    } else if (target.hasAttribute("data-subject") && event.detail === 0) {
      // Pressed by keyboard: a press by hand is a tap or a drag, and those go elsewhere.
      const thing = this.thingAt(target);
      if (thing) this.#openMenu(thing);
    } else if (target.hasAttribute("data-show-hidden")) {
      event.preventDefault();
      this.#showHidden(target.getAttribute("aria-pressed") !== "true");
    }
  }

  /** @param {string} id */
  #openForSeat(id) {
    const seat = this.#desk.state.seats?.[id];
    const subject = this.#desk.state.subjects[seat?.subject ?? ""];
    if (seat && subject) this.#openMenu(this.#desk.thingFor(subject, "self", seat.id));
  }

  /** @param {MouseEvent} event */
  #pressSheet(event) {
    const tab = event.target instanceof Element ? event.target.closest("[data-sheet-tab]") : null;
    if (!tab) return;
    event.preventDefault();
    for (const each of document.querySelectorAll("[data-sheet-tab]")) {
      if (each === tab) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
    this.#desk.show(tab.getAttribute("data-sheet-tab") ?? "");
  }

  /** Arrow keys walk through the names on the table; Tab leaves them. */
  #walk(/** @type {KeyboardEvent} */ event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = /** @type {HTMLElement[]} */ ([
      ...this.#part("tray").querySelectorAll("[data-subject]"),
    ]);
    const at = items.indexOf(/** @type {HTMLElement} */ (event.target));
    if (!step || at < 0) return;
    event.preventDefault();
    const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
    items[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  // Private: what the room does not see

  /** A facilitator's laptop is often shown on the wall: hidden layers wait for a press. */
  #concealAtFirst() {
    const toggle = document.querySelector("[data-show-hidden]");
    this.#showHidden(toggle?.getAttribute("aria-pressed") === "true");
  }

  /** @param {boolean} isOn */
  #showHidden(isOn) {
    for (const toggle of document.querySelectorAll("[data-show-hidden]")) {
      toggle.setAttribute("aria-pressed", String(isOn));
    }
    for (const now of document.querySelectorAll("[data-hidden-now]")) {
      now.toggleAttribute("hidden", !isOn);
    }
    this.#showsHidden = isOn;
    this.#desk.showHidden(isOn);
  }

  /** While meanings are agreed nothing lies there yet, unless it was left showing. */
  #drawHidden() {
    const { state, view } = this.#desk;
    const isEarly = state.phase === "meaning" && !this.#showsHidden;
    for (const part of document.querySelectorAll("[data-hidden-layers]")) {
      const sheet = part.getAttribute("data-hidden-layers") ?? "";
      const counts = hiddenOf(state, sheet);
      const layers = [...part.querySelectorAll("[data-layer]")];
      for (const line of layers) drawLayer(line, state.sheets[sheet].open, counts);
      setText(need("[data-hidden-count]", part), String([...counts.values()].reduce(sum, 0)));
      const isOver = layers.every((line) => line.hasAttribute("hidden"));
      part.toggleAttribute("hidden", isOver || isEarly || sheet !== view.sheet);
    }
  }

  // Private: what is chosen

  #drawChosen() {
    const bar = document.querySelector("[data-chosen]");
    if (!bar) return;
    const { chosen } = this.#desk;
    bar.toggleAttribute("hidden", chosen === null);
    setText(need("[data-chosen-name]", bar), chosen?.subject.name ?? "");
    need("[data-chosen-off]", bar).hidden = !chosen?.placement || chosen.seats > 1;
    document.body.classList.toggle("has-chosen", chosen !== null);
    for (const item of this.root.querySelectorAll("[data-subject]")) {
      const isChosen =
        chosen?.placement === null && chosen.subject.id === item.getAttribute("data-subject");
      item.classList.toggle("tray-item--chosen", isChosen);
    }
  }

  /** @param {string} name */
  #actOnChosen(name) {
    const { chosen } = this.#desk;
    if (!chosen) return;
    if (name === "menu") this.#openMenu(chosen);
    else if (name === "off") this.#desk.takeOff(chosen);
    else this.#desk.choose(null);
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * How many post-its the room does not see yet, per layer.
 * @param {State} state
 * @param {string} sheet
 * @returns {Map<string, number>}
 */
function hiddenOf(state, sheet) {
  const { open } = state.sheets[sheet];
  const keys = new Set(
    Object.values(state.placements)
      .filter((row) => row.sheet === sheet && !row.unknown && !open.includes(row.layer))
      .map(({ layer, subject }) => `${layer}:${subject}`),
  );
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const key of keys) {
    const [layer] = key.split(":");
    counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  return counts;
}

/**
 * The line of one hidden layer; it can be shown to everyone once something lies in it.
 * @param {Element} line
 * @param {readonly string[]} open
 * @param {ReadonlyMap<string, number>} counts
 */
function drawLayer(line, open, counts) {
  const layer = line.getAttribute("data-layer") ?? "";
  const count = counts.get(layer) ?? 0;
  line.toggleAttribute("hidden", open.includes(layer));
  setText(need("[data-layer-count]", line), String(count));
  line.querySelector("[data-open-reveal]")?.toggleAttribute("hidden", count === 0);
}

/**
 * @param {number} one
 * @param {number} other
 */
function sum(one, other) {
  return one + other;
}
