// The panel beside the board: what is on the table, the list, who takes part, what is hidden.

/** @import { Desk, Thing } from "./desk.js" */
/** @import { Live } from "./live.js" */
/** @import { State } from "./protocol.js" */
/** @import { Roster } from "./roster.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { Comparison } from "./compare.js";
import { thingOf } from "./desk.js";
import { drawOutline, drawTray } from "./outline.js";
import { thingOfSeat } from "./people.js";

export class Panel {
  root = need(".panel");

  #desk;
  #live;
  #roster;
  #openMenu;
  #openPerson;
  #showsHidden = false;
  #phase;
  #comparisons;
  /** Which two sheets lie before us on one picture; "": one sheet does. */
  #comparing = "";
  /** Whether all boards lie side by side; the one that was touched last is at hand. */
  #isTogether = false;

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
    this.#phase = live.state.phase;
    this.#openMenu = open.menu;
    this.#openPerson = open.person;
    const stages = /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll("[data-stage].stage--compare")
    );
    this.#comparisons = [...stages].map((stage) => new Comparison(stage, desk.page));
  }

  /** Follow presses, typing and keys. */
  start() {
    this.root.addEventListener("click", (event) => this.#press(event));
    this.root.addEventListener("keydown", (event) => this.#walk(event));
    document.addEventListener("click", (event) => this.#pressSheet(event));
    // Before the board itself hears of it: what is taken up lies on the board at hand.
    for (const kind of ["pointerdown", "focusin"]) {
      document.addEventListener(kind, (event) => this.#takeUp(event), { capture: true });
    }
    this.root.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "placing-layer") {
        this.#desk.placeAs(target.value === "agreed" ? "agreed" : "team");
      }
    });
    this.#concealAtFirst();
    for (const name of ["menu", "agreed", "off", "cancel"]) {
      document
        .querySelector(`[data-chosen-${name}]`)
        ?.addEventListener("click", () => this.#actOnChosen(name));
    }
  }

  /** Draw what is known now, of the sheet that shows. */
  draw() {
    this.#followPhase();
    if (!this.#desk.mayAgree) this.#placeEstimates();
    const { view, texts, state, waiting } = this.#desk;
    const before = this.#comparing || view.sheet;
    for (const part of document.querySelectorAll("[data-panel-sheet]")) {
      part.toggleAttribute("hidden", part.getAttribute("data-panel-sheet") !== before);
    }
    for (const stage of document.querySelectorAll("[data-stage]")) {
      const isAtHand = stage.getAttribute("data-stage") === before;
      const isBeside = this.#isTogether && !stage.classList.contains("stage--compare");
      stage.toggleAttribute("hidden", !isAtHand && !isBeside);
      stage.classList.toggle("stage--at-hand", isAtHand);
    }
    document.body.classList.toggle("together", this.#isTogether);
    document.body.classList.toggle("comparing", this.#comparing !== "");
    this.#followKind(before);
    const comparison = this.#comparisons.find(({ id }) => id === this.#comparing);
    comparison?.draw(state, this.#showsHidden);
    drawTray(this.#part("tray"), waiting, state.subjects);
    setText(need("[data-table-count]"), String(waiting.length));
    this.#drawZooms();
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
    } else if (target.hasAttribute("data-subject") && this.#desk.chosen) {
      // Where the panel lies under the board, the board has gone out of sight by now. Not any
      // earlier: this press would land on the board that comes under it.
      this.#desk.view.svg.scrollIntoView({ block: "nearest", behavior: "instant" });
    } else if (target.hasAttribute("data-show-hidden")) {
      event.preventDefault();
      this.#showHidden(target.getAttribute("aria-pressed") !== "true");
    }
  }

  /** @param {string} seat */
  #openForSeat(seat) {
    const thing = thingOfSeat(this.#desk, seat);
    if (thing) this.#openMenu(thing);
  }

  /** @param {MouseEvent} event */
  #pressSheet(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("[data-stage-open]");
    const id = link?.getAttribute("data-stage-open");
    const tab = link
      ? /** @type {HTMLElement} */ (need(`[data-sheet-tab="${id}"]`))
      : target?.closest("[data-sheet-tab]");
    if (!tab) return;
    event.preventDefault();
    this.#layOut(tab);
    // The link goes when its board is large.
    if (link) /** @type {HTMLElement} */ (tab).focus();
  }

  /**
   * Lay before us what a tab names: one board, two ways of filling in on one picture, or all boards.
   * @param {Element} tab
   */
  #layOut(tab) {
    for (const each of document.querySelectorAll("[data-sheet-tab]")) {
      if (each === tab) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
    const id = tab.getAttribute("data-sheet-tab") ?? "";
    const comparison = this.#comparisons.find((each) => each.id === id);
    this.#comparing = comparison ? id : "";
    this.#isTogether = id === "";
    if (comparison) document.getElementById("tab-list")?.click();
    this.#desk.show(id.split(" ")[0] || this.#desk.view.sheet);
  }

  /**
   * Side by side, the board that is touched is the one at hand.
   * @param {Event} event
   */
  #takeUp(event) {
    if (!this.#isTogether || !(event.target instanceof Element)) return;
    const stage = event.target.closest("[data-stage]")?.getAttribute("data-stage");
    if (!stage || stage === this.#desk.view.sheet) return;
    const { chosen } = this.#desk;
    this.#desk.show(stage);
    // A name from the table goes wherever the next tap is.
    if (chosen?.placement === null) this.#desk.choose(this.#desk.thingFor(chosen.subject));
  }

  /** What was said belongs to the part before; whoever goes to reveal finds what can be. */
  #followPhase() {
    const { phase } = this.#desk.state;
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#desk.hush();
    if (phase !== "revealing") return;
    for (const part of document.querySelectorAll("details[data-hidden-layers]")) {
      part.setAttribute("open", "");
    }
  }

  /**
   * Tools to place with are for a board on which something is placed (control.css).
   * @param {string} sheet
   */
  #followKind(sheet) {
    const stage = document.querySelector(`[data-stage="${sheet}"]`);
    document.body.dataset.boardKind = stage?.getAttribute("data-kind") ?? "zones";
  }

  /** What was agreed can only be placed once we talk about it. */
  #placeEstimates() {
    if (this.#desk.layer !== "agreed") return;
    this.#desk.placeAs("team");
    const choice = this.root.querySelector('[name="placing-layer"][value="team"]');
    if (choice instanceof HTMLInputElement) choice.checked = true;
  }

  /** Which element fills the shared screen. */
  #drawZooms() {
    const { state, view } = this.#desk;
    const zoomed = state.shown === view.sheet ? state.zoomed : null;
    for (const form of this.#part("outline").querySelectorAll("[data-zoom]")) {
      const element = form.getAttribute("data-zoom") ?? "";
      const field = /** @type {HTMLInputElement} */ (need('[name="element"]', form));
      field.value = element === zoomed ? "" : element;
      need("button", form).setAttribute("aria-pressed", String(element === zoomed));
    }
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
    need("[data-chosen-agreed]", bar).hidden = !this.#mayAgreeOn(chosen);
    need("[data-chosen-off]", bar).hidden = !chosen?.placement || chosen.seats > 1;
    document.body.classList.toggle("has-chosen", chosen !== null);
    for (const item of this.root.querySelectorAll("[data-subject]")) {
      const isChosen =
        chosen?.placement === null && chosen.subject.id === item.getAttribute("data-subject");
      item.classList.toggle("tray-item--chosen", isChosen);
    }
  }

  /**
   * Of what lies on the board we may say by now what we agree.
   * @param {Thing | null} thing
   */
  #mayAgreeOn(thing) {
    return this.#desk.mayAgree && thing?.placement != null && thing.layer !== "agreed";
  }

  /** @param {string} name */
  #actOnChosen(name) {
    const { chosen } = this.#desk;
    if (!chosen) return;
    if (name === "menu") this.#openMenu(chosen);
    else if (name === "agreed") this.#openMenu(this.#desk.thingFor(chosen.subject, "agreed"));
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
  const placed = Object.values(state.placements).filter(({ unknown }) => !unknown);
  const scored = Object.values(state.scores).filter(
    ({ value, subject }) => value !== null && !state.subjects[subject]?.gone,
  );
  const keys = new Set(
    [...placed, ...scored]
      .filter((row) => row.sheet === sheet && !open.includes(row.layer))
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
