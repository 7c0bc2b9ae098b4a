// A wheel on the facilitators' laptop (wheel_control.html): whose it is, what is coloured, by
// pointer and keys on the wheel or in the fields below it, circles with a note, and actions.

/** @import { Layer, State, Subject } from "../board/protocol.js" */
/** @import { Desk } from "../board/desk.js" */
/** @import { Around } from "./parts.js" */
/** @import { Values } from "./wheel_values.js" */
/** @import { Filling } from "./wheel_fields.js" */

import { nameOf, Roster } from "../board/roster.js";
import { cloneOf, setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { drawLegend, drawWheel, resultsOn, showOptions } from "./wheel_drawing.js";
import { colour, drawFields, followFields } from "./wheel_fields.js";
import { afterKey } from "./wheel_keys.js";
import { ALL_LAYERS, NOTHING, valueIn, wheelOf } from "./wheel_values.js";
import { seatsOf, wordsOf } from "./wheel_words.js";

export class WheelDesk {
  #root;
  #sheet;
  #around;
  #desk;
  #roster;
  #svg;
  /** Whom it is about, once that was chosen here; "": whoever it is about by itself. */
  #subject = "";
  /** @type {string | null} */
  #about = null;
  /** What is coloured: a layer or a seat; "": what fits this part of the session. */
  #fill = "";
  /** The subject of which the notes show. */
  #notesOf = "";

  /**
   * @param {HTMLElement} root
   * @param {Around & {desk: Desk}} around
   */
  constructor(root, around) {
    this.#root = root;
    this.#sheet = root.dataset.wheelDesk ?? "";
    this.#around = around;
    this.#desk = around.desk;
    this.#roster = new Roster(around.page.boards);
    this.#svg = need("[data-wheel-drawing]", root);
    const asked = new URLSearchParams(location.search);
    this.#subject = asked.get("wheel") ?? "";
    this.#about = asked.get("result") || null;
    this.#fill = asked.get("fill") ?? "";
    this.#notesOf = this.#select("subject").value;
  }

  /** Follow presses, keys and choices. */
  start() {
    const choose = need("[data-wheel-choose]", this.#root);
    choose.addEventListener("change", () => this.#chosen());
    choose.addEventListener("submit", (event) => event.preventDefault());
    followFields(this.#root, (aspect, value) => this.#colour(aspect, value));
    this.#svg.addEventListener("click", (event) => this.#press(event));
    this.#svg.addEventListener("keydown", (event) => this.#key(event));
    this.#root.addEventListener("submit", (event) => this.#circle(event));
    this.#root.addEventListener("click", (event) => this.#act(event));
    if (!this.#desk.mayAct) return;
    this.#svg.setAttribute("role", "group");
    for (const group of this.#svg.querySelectorAll("[data-aspect]")) {
      group.setAttribute("role", "slider");
      group.setAttribute("tabindex", "0");
      group.setAttribute("aria-valuemin", "0");
      group.setAttribute("aria-valuemax", String(this.#board.scale?.high ?? 0));
    }
  }

  /** Draw what is known now. */
  draw() {
    const { state } = this.#desk;
    this.#drawChoices(state);
    const subject = this.#of(state);
    const filling = this.#filling(state);
    const values = this.#values(state);
    const name = subject?.name ?? "";
    drawWheel(this.#svg, this.#board, { values, name }, this.#texts);
    drawLegend(this.#root, values);
    drawFields(this.#root, (aspect) => this.#valueOf(values, aspect), filling.isLocked);
    this.#drawSliders(values, filling.isLocked);
    setText(need("[data-wheel-name]", this.#root), name);
    const isHidden = !this.#layers(state).includes(filling.layer) && this.#desk.mayAct;
    need("[data-wheel-locked]", this.#root).hidden = !isHidden;
    this.#root.dataset.locked = filling.isLocked ? "yes" : "no";
    const bring = this.#root.querySelector('[data-wheel-bring] [name="subject"]');
    if (bring instanceof HTMLInputElement) bring.value = subject?.id ?? "";
    this.#drawNotes(subject?.id ?? "");
    for (const row of this.#root.querySelectorAll("[data-wheel-row]")) this.#drawRow(row, values);
  }

  // Private: what it is about

  get #board() {
    return this.#around.page.boards[this.#sheet];
  }

  get #texts() {
    return this.#around.page.texts;
  }

  /**
   * @param {"subject" | "about" | "fill"} name
   * @returns {HTMLSelectElement}
   */
  #select(name) {
    return /** @type {HTMLSelectElement} */ (need(`[data-wheel-${name}]`, this.#root));
  }

  /**
   * Whom it is about: as `chosen_subject` of boards/kinds/wheel.py.
   * @param {State} state
   * @returns {Subject | undefined}
   */
  #of(state) {
    const there = this.#onTable(state);
    const seated = new Set(Object.values(state.seats ?? {}).map(({ subject }) => subject));
    const { about } = /** @type {{about?: string | null}} */ (state);
    return (
      there.find(({ id }) => id === this.#subject) ??
      there.find(({ id }) => id === about) ??
      there.find(({ id }) => seated.has(id)) ??
      there[0]
    );
  }

  /** @param {State} state */
  #onTable({ subjects }) {
    return Object.values(subjects)
      .filter(({ what, gone }) => what === this.#board.filling.places && !gone)
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  /** @param {State} state */
  #seats(state) {
    const subject = this.#of(state)?.id;
    return this.#roster.people(state).filter((one) => one.subject.id === subject);
  }

  /**
   * The layers that show here: a laptop may be mirrored on the wall.
   * @param {State} state
   * @returns {readonly string[]}
   */
  #layers(state) {
    return this.#desk.view.showHidden ? ALL_LAYERS : state.sheets[this.#sheet].open;
  }

  /** @param {State} state */
  #values(state) {
    const subject = this.#of(state)?.id ?? "";
    const wheel = { sheet: this.#sheet, subject, about: this.#about };
    return wheelOf(state, wheel, this.#layers(state));
  }

  /**
   * @param {State} state
   * @returns {Filling}
   */
  #filling(state) {
    const subject = this.#of(state);
    const isSeat = this.#seats(state).some(({ seat }) => seat.id === this.#fill);
    const isTalking = state.phase === "revealing" || state.phase === "discussing";
    const isNamed = this.#fill === "team" || this.#fill === "agreed";
    const byItself = isTalking ? "agreed" : "team";
    /** @type {Layer} */
    const layer = isSeat ? "self" : /** @type {Layer} */ (isNamed ? this.#fill : byItself);
    return {
      sheet: this.#sheet,
      subject: subject?.id ?? "",
      about: this.#about,
      layer,
      seat: isSeat ? this.#fill : null,
      isLocked: !subject || !this.#desk.mayAct || !this.#layers(state).includes(layer),
    };
  }

  /**
   * What stands in the layer that is coloured.
   * @param {Map<string, Values>} values
   * @param {string} aspect
   */
  #valueOf(values, aspect) {
    const { layer, seat } = this.#filling(this.#desk.state);
    return valueIn(values.get(aspect) ?? NOTHING, layer, seat);
  }

  /** Something else is chosen: it stands in the address, for when the page is loaded again. */
  #chosen() {
    this.#subject = this.#select("subject").value;
    this.#about = this.#select("about").value || null;
    this.#fill = this.#root.querySelector("[data-wheel-fill]") ? this.#select("fill").value : "";
    const address = new URL(location.href);
    address.searchParams.set("wheel", this.#subject);
    address.searchParams.set("result", this.#about ?? "");
    address.searchParams.set("fill", this.#fill);
    history.replaceState(null, "", address);
    this.draw();
  }

  /** @param {State} state */
  #drawChoices(state) {
    const there = this.#onTable(state);
    const seated = new Set(Object.values(state.seats ?? {}).map(({ subject }) => subject));
    for (const [name, isSeated] of /** @type {const} */ ([
      ["people", true],
      ["others", false],
    ])) {
      const group = need(`[data-wheel-${name}]`, this.#root);
      const rows = there.filter(({ id }) => seated.has(id) === isSeated);
      showOptions(group, rows.map(optionOf));
      group.hidden = rows.length === 0;
    }
    this.#select("subject").value = this.#of(state)?.id ?? "";
    const results = resultsOn(state, this.#board);
    if (!results.some(({ id }) => id === this.#about)) this.#about = null;
    need("[data-wheel-results]", this.#root).hidden = results.length === 0;
    const about = this.#select("about");
    const general = { value: "", text: about.options[0].text };
    showOptions(about, [general, ...results.map(optionOf)]);
    about.value = this.#about ?? "";
    if (this.#root.querySelector("[data-wheel-fill]")) this.#drawFill(state);
  }

  /** @param {State} state */
  #drawFill(state) {
    const fill = this.#select("fill");
    const named = [...fill.options].slice(0, 2).map(({ value, text }) => ({ value, text }));
    const seats = this.#seats(state).map((one) => ({
      value: one.seat.id,
      text: format(this.#texts.wheel_on_behalf, { name: this.#nameOf(one.seat.id) }),
    }));
    showOptions(fill, [...named, ...seats]);
    const { layer, seat } = this.#filling(state);
    fill.value = seat ?? layer;
  }

  /** @param {string} seat */
  #nameOf(seat) {
    const one = this.#roster.people(this.#desk.state).find((each) => each.seat.id === seat);
    if (!one) return "";
    return one.person ? `${one.person.name} (${one.subject.name})` : nameOf(one);
  }

  // Private: colouring

  /**
   * @param {string} aspect
   * @param {number | null} value
   */
  #colour(aspect, value) {
    colour(this.#around.live, this.#filling(this.#desk.state), aspect, value);
  }

  /**
   * A bar: up to there; the last coloured one again: one less.
   * @param {MouseEvent} event
   */
  #press(event) {
    const bar = event.target instanceof Element ? event.target.closest("[data-level]") : null;
    const group = bar?.closest("[data-aspect]");
    if (!bar || !(group instanceof SVGElement)) return;
    const aspect = group.getAttribute("data-aspect") ?? "";
    const level = Number(bar.getAttribute("data-level"));
    const value = this.#valueOf(this.#values(this.#desk.state), aspect);
    this.#colour(aspect, value === level ? level - 1 : level);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const group = event.target instanceof Element ? event.target.closest("[data-aspect]") : null;
    if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
    const aspect = group.getAttribute("data-aspect") ?? "";
    const value = this.#valueOf(this.#values(this.#desk.state), aspect);
    const next = afterKey(event.key, value, this.#board.scale?.high ?? 0);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== value) this.#colour(aspect, next);
  }

  /**
   * @param {Map<string, Values>} values
   * @param {boolean} isLocked
   */
  #drawSliders(values, isLocked) {
    if (this.#svg.getAttribute("role") !== "group") return;
    const most = this.#board.scale?.high ?? 0;
    for (const { id, title } of this.#board.elements) {
      const group = need(`[data-aspect="${id}"]`, this.#svg);
      const value = this.#valueOf(values, id);
      const text = value === null ? this.#texts.wheel_empty : this.#texts.wheel_value;
      group.setAttribute("aria-label", title);
      group.setAttribute("aria-valuenow", String(value ?? 0));
      group.setAttribute("aria-valuetext", format(text, { value: value ?? 0, most }));
      group.setAttribute("aria-disabled", String(isLocked));
    }
  }

  // Private: the aspects below it

  /**
   * @param {Element} row
   * @param {Map<string, Values>} values
   */
  #drawRow(row, values) {
    const of = values.get(row.getAttribute("data-wheel-row") ?? "") ?? NOTHING;
    setText(need("[data-wheel-words]", row), wordsOf(of, this.#texts));
    const seats = need("[data-wheel-seats]", row);
    setText(
      seats,
      seatsOf(of, this.#texts, (seat) => this.#nameOf(seat)),
    );
    seats.hidden = seats.textContent === "";
    row.classList.toggle("wheel-row--circled", of.circled);
    row
      .querySelector("[data-wheel-circle] button")
      ?.setAttribute("aria-pressed", String(of.circled));
    const note = need("[data-wheel-note]", row);
    const isWritten = /** @type {HTMLTextAreaElement} */ (need("textarea", note)).value !== "";
    const isNeeded = of.circled || isWritten || note.contains(document.activeElement);
    note.hidden = !isNeeded;
  }

  /**
   * Each subject has notes of its own: other forms when it is about somebody else.
   * @param {string} subject
   */
  #drawNotes(subject) {
    if (subject === this.#notesOf) return;
    this.#notesOf = subject;
    for (const row of this.#root.querySelectorAll("[data-wheel-row]")) {
      const form = cloneOf(need("[data-wheel-note-template]", row));
      if (!(form instanceof HTMLFormElement)) continue;
      /** @type {HTMLInputElement} */ (need('[name="subject"]', form)).value = subject;
      need("[data-wheel-note]", row).replaceChildren(form);
      this.#around.writer?.bind(form);
    }
  }

  /** @param {SubmitEvent} event */
  #circle(event) {
    const form =
      event.target instanceof Element ? event.target.closest("[data-wheel-circle]") : null;
    if (!form) return;
    event.preventDefault();
    const aspect = form.getAttribute("data-wheel-circle") ?? "";
    const { sheet, subject, about } = this.#filling(this.#desk.state);
    const isCircled = this.#values(this.#desk.state).get(aspect)?.circled ?? false;
    if (!subject || !this.#desk.mayAct) return;
    this.#around.live.send({
      kind: "circle",
      sheet,
      subject,
      ...(about ? { about } : {}),
      aspect,
      circled: !isCircled,
    });
  }

  /** @param {MouseEvent} event */
  #act(event) {
    const target = event.target instanceof Element ? event.target : null;
    const name = target?.closest("[data-to-aspect]");
    if (name) {
      event.preventDefault();
      const aspect = name.getAttribute("data-to-aspect");
      this.#show(need(`[data-wheel-row="${aspect}"]`, this.#root));
    }
    const list = target?.closest("[data-to-list]");
    if (list) {
      event.preventDefault();
      this.#show(need(`#wheel-list-${this.#sheet}`));
    }
    if (target?.closest("[data-show-hidden]")) {
      // The panel knows what goes with it; following the link would load the page anew.
      event.preventDefault();
      /** @type {HTMLElement | null} */ (
        document.querySelector(".panel [data-show-hidden]")
      )?.click();
    }
    const make = target?.closest("[data-wheel-action]");
    if (make) this.#makeAction(make.getAttribute("data-wheel-action") ?? "");
  }

  /**
   * Bring a part below the wheel before us.
   * @param {HTMLElement} part
   */
  #show(part) {
    part.focus({ preventScroll: true });
    part.scrollIntoView({ block: "start" });
  }

  /**
   * The form of a new action opens for what is chosen on the board (actions.js): for a moment that is
   * whom this wheel is about. What will be done begins with the aspect.
   * @param {string} aspect
   */
  #makeAction(aspect) {
    const { state } = this.#desk;
    const subject = this.#of(state);
    if (!subject) return;
    this.#desk.choose(this.#desk.thingFor(subject, "agreed"));
    this.#around.say?.("chosen", "");
    const title = this.#board.elements.find(({ id }) => id === aspect)?.title ?? "";
    const note = Object.values(state.notes).find(
      (each) =>
        each.sheet === this.#sheet &&
        each.about === "note" &&
        each.element === aspect &&
        each.subject === subject.id,
    );
    queueMicrotask(() => {
      const text = document.querySelector("[data-add-action] textarea");
      if (!(text instanceof HTMLTextAreaElement) || text.value !== "") return;
      text.value = `${title}: ${note?.text ?? ""}`;
    });
  }
}

// Private ------------------------------------------------------------------------------------

/** @param {Subject} subject */
function optionOf({ id, name }) {
  return { value: id, text: name };
}
