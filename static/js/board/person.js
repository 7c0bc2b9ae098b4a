// The dialog about one participant: a list of acts, and a pane for each that says what will happen.

/** @import { BoardEvent, Seat } from "./protocol.js" */
/** @import { Desk } from "./desk.js" */
/** @import { Live } from "./live.js" */
/** @import { Participant, Roster } from "./roster.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format, holdsWords } from "../shared/text.js";
import { answersOn, nameOf } from "./roster.js";

/** @typedef {{show: (seat: string) => void, stop: () => void, heard: () => void}} Offer */

export class PersonDialog {
  #desk;
  #live;
  #roster;
  #offer;
  #say;
  #letChoose;
  #dialog;
  /** @type {string | null} the seat that the dialog is about, while it is open */
  #seat = null;
  #name = "";
  /** @type {HTMLElement | null} what opened the pane that shows */
  #opener = null;

  /**
   * @param {Desk} desk
   * @param {Live} live
   * @param {Roster} roster
   * @param {Offer} offer
   * @param {{dialog: HTMLDialogElement, say: (about: string, sentence: string) => void, letChoose: (seat: string) => void}} parts
   */
  constructor(desk, live, roster, offer, { dialog, say, letChoose }) {
    this.#desk = desk;
    this.#live = live;
    this.#roster = roster;
    this.#offer = offer;
    this.#dialog = dialog;
    this.#say = say;
    this.#letChoose = letChoose;
  }

  /** Follow presses, typing, and what others do meanwhile. */
  start() {
    this.#dialog.addEventListener("click", (event) => this.#press(event));
    this.#dialog.addEventListener("close", () => this.#closed());
    const search = need("[data-person-search]", this.#dialog);
    search.addEventListener("input", () => this.#filter());
    search.addEventListener("keydown", (event) => {
      // Enter in the search field would choose the first organisation of the list.
      if (event.key === "Enter") event.preventDefault();
    });
    this.#live.onEvents((events) => this.#hear(events));
  }

  /**
   * Ask what is to happen with a participant.
   * @param {string} seat
   */
  open(seat) {
    if (!this.#desk.mayAct || !this.#person(seat)) return;
    this.#seat = seat;
    this.draw();
    this.#show("acts");
    this.#dialog.showModal();
  }

  /** Draw what is known now; nothing when the dialog is closed. */
  draw() {
    if (this.#seat === null) return;
    const person = this.#person(this.#seat);
    if (!person || !this.#desk.mayAct) {
      const name = this.#name;
      this.#dialog.close();
      this.#say("person", format(this.#desk.texts.participant_gone, { name }));
      return;
    }
    this.#name = nameOf(person);
    const { subject, number } = person;
    setText(need("#person-title [data-name]", this.#dialog), person.person?.name ?? subject.name);
    setText(need("#person-title [data-number]", this.#dialog), String(number ?? ""));
    const organisation = need("[data-person-organisation]", this.#dialog);
    setText(organisation, person.person ? subject.name : "");
    organisation.hidden = !person.person;
    for (const field of this.#dialog.querySelectorAll("[data-seat-field]")) {
      /** @type {HTMLInputElement} */ (field).value = person.seat.id;
    }
    const others = this.#people().filter(({ seat }) => seat.id !== person.seat.id);
    need('[data-open-pane="out"]', this.#dialog).hidden = !person.seat.phone;
    need('[data-open-pane="merge"]', this.#dialog).hidden = others.length === 0;
    need("[data-choose-here]", this.#dialog).hidden = person.seat.phone;
    this.#drawShow(person);
    this.#drawWho(person);
    this.#drawPartners(person);
    this.#drawOthers(others);
  }

  // Private: what there is to choose

  #people() {
    return this.#roster.people(this.#desk.state);
  }

  /** @param {string} id */
  #person(id) {
    return this.#people().find(({ seat }) => seat.id === id);
  }

  /** @param {Participant} person */
  #drawPartners({ subject }) {
    for (const option of this.#dialog.querySelectorAll("#person-partners button")) {
      const isHere = option.getAttribute("value") === subject.id;
      option.toggleAttribute("disabled", isHere);
      setText(need("[data-here]", option), isHere ? this.#desk.texts.here_now : "");
    }
  }

  /**
   * On which boards they can be shown where we see them.
   * @param {Participant} person
   */
  #drawShow({ seat }) {
    const forms = [...this.#dialog.querySelectorAll("[data-show-to]")];
    for (const form of forms) {
      const sheet = form.getAttribute("data-show-to") ?? "";
      form.toggleAttribute("hidden", !this.#mayBeShown(seat, sheet));
    }
    const isNone = forms.every((form) => form.hasAttribute("hidden"));
    need('[data-open-pane="show"]', this.#dialog).hidden = isNone;
    if (isNone && !need('[data-pane="show"]', this.#dialog).hidden) this.#show("acts");
  }

  /**
   * Whether we placed them on a board where our view is hidden still, from them too.
   * @param {Seat} seat
   * @param {string} sheet
   */
  #mayBeShown({ subject, person, phone, shown }, sheet) {
    const { phase, sheets, placements, scores } = this.#desk.state;
    const isTime = phase === "revealing" || phase === "discussing";
    if (!isTime || !phone || shown.includes(sheet) || sheets[sheet]?.open.includes("team")) {
      return false;
    }
    const scored = Object.values(scores).filter(({ value }) => value !== null);
    return [...Object.values(placements), ...scored].some(
      (row) =>
        row.sheet === sheet &&
        row.layer === "team" &&
        (row.subject === subject || row.subject === person),
    );
  }

  /**
   * The persons of their organisation on the table, to say who this is.
   * @param {Participant} person
   */
  #drawWho({ seat, subject }) {
    const list = this.#dialog.querySelector("[data-who-list]");
    if (!list) return;
    const people = Object.values(this.#desk.state.subjects).filter(({ of }) => of === subject.id);
    people.sort((one, other) => one.name.localeCompare(other.name));
    const make = () => cloneOf(need("[data-who-option]", this.#dialog));
    showList(
      list,
      people,
      ({ id }) => id,
      make,
      (row, { id, name }) => {
        const button = need("button", row);
        button.setAttribute("value", id);
        setText(need("[data-name]", row), name);
        button.toggleAttribute("disabled", id === seat.person);
        setText(need("[data-here]", row), id === seat.person ? this.#desk.texts.here_now : "");
      },
    );
  }

  #filter() {
    const search = /** @type {HTMLInputElement} */ (need("[data-person-search]", this.#dialog));
    let shown = 0;
    for (const row of this.#dialog.querySelectorAll("[data-partner]")) {
      const name = need("[data-partner-name]", row).textContent ?? "";
      const fits = holdsWords(name, search.value);
      row.toggleAttribute("hidden", !fits);
      shown += fits ? 1 : 0;
    }
    const found = need("[data-found]", this.#dialog);
    setText(found, (found.dataset.found ?? "").replace("%n", String(shown)));
  }

  /** @param {Participant[]} others */
  #drawOthers(others) {
    const { texts, state, view } = this.#desk;
    const list = need("[data-others-list]", this.#dialog);
    const chosen = list.querySelector("input:checked")?.getAttribute("value");
    const answers = answersOn(view.sheet, state);
    const shown = [...list.querySelectorAll("input")].map(({ value }) => value);
    if (shown.join() === others.map(({ seat }) => seat.id).join()) return;
    const rows = others.map((other) => {
      const row = cloneOf(need("[data-other]", this.#dialog));
      const input = /** @type {HTMLInputElement} */ (need("input", row));
      input.value = other.seat.id;
      input.checked = other.seat.id === chosen;
      setText(need("[data-name]", row), other.person?.name ?? other.subject.name);
      setText(need("[data-number]", row), String(other.number ?? ""));
      setText(need("[data-said]", row), texts[answers.get(other.seat.id) ?? "not_answered"]);
      return row;
    });
    list.replaceChildren(...rows);
  }

  // Private: going through the panes

  /** @param {MouseEvent} event */
  #press(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const pane = button?.dataset.openPane;
    if (pane) {
      this.#opener = button;
      this.#show(pane);
      need(`#pane-${pane}`, this.#dialog).focus();
      if (pane === "phone" && this.#seat) this.#offer.show(this.#seat);
    } else if (button?.hasAttribute("data-choose-here") && this.#seat) {
      const seat = this.#seat;
      this.#dialog.close();
      this.#letChoose(seat);
    } else if (button?.hasAttribute("data-hand-over-again") && this.#seat) {
      this.#offer.show(this.#seat);
    } else if (button?.hasAttribute("data-pane-back")) {
      this.#offer.stop();
      this.#show("acts");
      this.#opener?.focus();
    }
  }

  /** @param {string} name */
  #show(name) {
    for (const pane of this.#dialog.querySelectorAll("[data-pane]")) {
      pane.toggleAttribute("hidden", pane.getAttribute("data-pane") !== name);
    }
    need("[data-pane-back]", this.#dialog).hidden = name === "acts";
  }

  #closed() {
    this.#offer.stop();
    this.#seat = null;
    for (const form of this.#dialog.querySelectorAll("form")) form.reset();
    need("[data-others-list]", this.#dialog).replaceChildren();
    this.#filter();
  }

  /** @param {BoardEvent[]} events */
  #hear(events) {
    const isHandedOver = events.some(
      ({ kind, by, data }) =>
        kind === "seat_changed" && by === "door" && data.seat?.id === this.#seat,
    );
    if (this.#seat !== null && isHandedOver) this.#offer.heard();
  }
}
