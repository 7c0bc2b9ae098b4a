// Above and below the list of participants: who is ready, which board speaks to most, the order of
// the list, and one participant who chooses on this laptop.

/** @import { Board, PageData, Seat, State, Subject } from "./protocol.js" */
/** @import { Desk, Thing } from "./desk.js" */
/** @import { Live } from "./live.js" */
/** @import { Order, Roster } from "./roster.js" */

import { setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { areasFor } from "./geometry.js";
import { nameOf } from "./roster.js";
import { shortName } from "./tools.js";

const BAR_WIDTH = 100;

export class People {
  #page;
  #live;
  #desk;
  #roster;
  #say;
  #openMenu;
  #redraw;
  /** @type {string | null} the seat that chooses on this laptop now */
  #choosing = null;

  /**
   * @param {PageData} page
   * @param {Live} live
   * @param {Desk} desk
   * @param {Roster} roster
   * @param {{say: (about: string, sentence: string) => void, openMenu: (thing: Thing) => void, redraw: () => void}} parts
   */
  constructor(page, live, desk, roster, { say, openMenu, redraw }) {
    this.#page = page;
    this.#live = live;
    this.#desk = desk;
    this.#roster = roster;
    this.#say = say;
    this.#openMenu = openMenu;
    this.#redraw = redraw;
  }

  /** Follow presses and choices. */
  start() {
    const order = /** @type {HTMLSelectElement} */ (need("[data-people-order]"));
    order.addEventListener("change", () => {
      this.#roster.order = /** @type {Order} */ (order.value);
      this.#redraw();
    });
    document.addEventListener("click", (event) => this.#press(event));
    document.addEventListener("submit", (event) => this.#beginAt(event), { capture: true });
  }

  /** Draw what is known now. */
  draw() {
    const { state } = this.#live;
    const seats = Object.values(state.seats ?? {});
    const ready = seats.filter(({ ready_in }) => ready_in === state.phase).length;
    const sum = format(this.#page.texts.ready_of, { ready, seats: seats.length });
    // Right after a change of part nobody is ready: that is no news.
    setText(need("[data-ready-count]"), ready > 0 ? sum : "");
    this.#drawFavourites(seats);
    this.#drawOrganisations(state);
    this.#drawChoosing();
  }

  /**
   * Let a participant without a phone choose on this laptop: what the room may not see is out of
   * sight until they are done.
   * @param {string} seat
   */
  letChoose(seat) {
    this.#conceal();
    this.#choosing = seat;
    this.#say("choosing", format(this.#page.texts.choosing_here, { name: this.#nameOf(seat) }));
    this.#redraw();
    this.#chooseHere();
  }

  // Private

  /** @param {MouseEvent} event */
  #press({ target }) {
    if (!(target instanceof Element)) return;
    if (target.closest("[data-choose-place]")) this.#chooseHere();
    else if (target.closest("[data-choosing-done]")) this.#done({ isFocused: true });
    else if (target.closest("[data-show-hidden]") && this.#choosing) this.#done();
  }

  /**
   * Everybody begins with the board that speaks to most: here too. It may be large already.
   * @param {SubmitEvent} event
   */
  #beginAt(event) {
    const form = event.target instanceof Element ? event.target : null;
    const sheet = form?.getAttribute("data-begin");
    if (!sheet) return;
    const tab = document.querySelector(`[data-sheet-tab="${sheet}"]`);
    if (tab instanceof HTMLElement) tab.click();
    if (this.#live.state.shown !== sheet) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {readonly Seat[]} seats */
  #drawFavourites(seats) {
    const part = document.querySelector("[data-favourites]");
    if (!part) return;
    const count = (/** @type {string} */ sheet) =>
      seats.filter(({ favourite }) => favourite === sheet).length;
    const list = need("[data-favourite-list]", part);
    const rows = new Map([...list.children].map((row) => [row.getAttribute("data-key"), row]));
    const sheets = Object.keys(this.#page.boards).filter((sheet) => rows.has(sheet));
    sheets.sort((one, other) => count(other) - count(one));
    part.toggleAttribute("hidden", !sheets.some(count));
    const words = sheets.filter(count).map((sheet) => {
      return `${shortName(this.#page.boards, sheet)} ${count(sheet)}`;
    });
    setText(need("[data-favourite-words]", part), words.join(" · "));
    const asMade = () => list;
    showList(
      list,
      sheets,
      (sheet) => sheet,
      asMade,
      (row, sheet) => {
        row.toggleAttribute("hidden", count(sheet) === 0);
        setText(need("[data-favourite-count]", row), String(count(sheet)));
        const width = Math.round((BAR_WIDTH * count(sheet)) / Math.max(seats.length, 1));
        need("rect", row).setAttribute("width", String(width));
      },
    );
  }

  /**
   * Whoever came on the table meanwhile can have persons too.
   * @param {State} state
   */
  #drawOrganisations({ subjects }) {
    const list = document.querySelector("#add-of");
    if (!list) return;
    const known = new Set([...list.querySelectorAll("option")].map(({ value }) => value));
    for (const { id, name, what } of Object.values(subjects)) {
      if (what === "organisation" && !known.has(id)) list.append(new Option(name, id));
    }
  }

  // Private: who chooses on this laptop

  #drawChoosing() {
    const line = document.querySelector('[data-now="choosing"]');
    if (!line) return;
    if (this.#choosing && !this.#live.state.seats?.[this.#choosing]) this.#choosing = null;
    line.toggleAttribute("hidden", this.#choosing === null);
    if (this.#choosing) setText(need("[data-choosing-name]", line), this.#nameOf(this.#choosing));
  }

  #chooseHere() {
    const thing = this.#choosing ? thingOfSeat(this.#desk, this.#choosing) : null;
    if (thing) this.#openMenu(thing);
  }

  /** @param {{isFocused?: boolean}} [options]  whether the focus is on what goes */
  #done({ isFocused = false } = {}) {
    this.#choosing = null;
    this.#redraw();
    if (isFocused) need('[role="tab"][aria-selected="true"]').focus();
  }

  #conceal() {
    const pressed = document.querySelector('[data-show-hidden][aria-pressed="true"]');
    if (pressed instanceof HTMLElement) pressed.click();
  }

  /** @param {string} seat */
  #nameOf(seat) {
    const participant = this.#roster.people(this.#live.state).find((one) => one.seat.id === seat);
    return participant ? nameOf(participant) : "";
  }
}

/**
 * What a participant places next on the board that shows: their organisation, or where persons are
 * placed themselves; what is not on it yet goes first. Null when this board places neither.
 * @param {Desk} desk
 * @param {string} seat
 * @returns {Thing | null}
 */
export function thingOfSeat(desk, seat) {
  const { state, view } = desk;
  const row = state.seats?.[seat];
  const own = [state.subjects[row?.subject ?? ""], state.subjects[row?.person ?? ""]];
  const fits = own.filter((subject) => subject && isPlacedOn(view.board, subject));
  const isThere = (/** @type {Subject} */ { id }) =>
    Object.values(state.placements).some(
      (each) => each.sheet === view.sheet && each.seat === seat && each.subject === id,
    );
  const subject = fits.find((each) => !isThere(each)) ?? fits[fits.length - 1];
  return subject ? desk.thingFor(subject, "self", seat) : null;
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Board} board
 * @param {Subject} subject
 */
function isPlacedOn(board, subject) {
  return areasFor(board, subject).length > 0;
}
