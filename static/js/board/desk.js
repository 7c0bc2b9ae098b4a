// What a facilitator has before them: the board that shows, what is chosen, and what can be done
// with it. Every way of moving a post-it (pointer, keys, menu, list) comes together here.

/** @import { Answer, Command, Layer, PageData, Subject } from "./protocol.js" */
/** @import { Live } from "./live.js" */
/** @import { Postit } from "./drawing.js" */
/** @import { Voice } from "../shared/announce.js" */
/** @import { BoardView } from "./render.js" */

import { format } from "../shared/text.js";
import { placesFor, unplacedOf } from "./drawing.js";
import { newId } from "./ids.js";

const MINE_FOR_MS = 5_000;

/**
 * Something that can be put on the board: a post-it that lies there, or a name that does not yet.
 * `placement` is null for the latter; `seats` is how many participants it stands for.
 * @typedef {object} Thing
 * @property {string} key
 * @property {Subject} subject
 * @property {Layer} layer
 * @property {string | null} seat
 * @property {string | null} placement
 * @property {number} seats
 */
/** @typedef {{x: number, y: number} | {element: string}} Where */

/**
 * @param {Postit} postit
 * @returns {Thing}
 */
export function thingOf({ key, subject, layer, seat, placements }) {
  return { key, subject, layer, seat, placement: placements[0] ?? null, seats: placements.length };
}

export class Desk {
  /** @type {Thing | null} */
  chosen = null;
  /**
   * What a name from the table is placed as: our own estimate, or what was agreed.
   * @type {Layer}
   */
  layer = "team";

  #page;
  #live;
  #views;
  #say;
  #sheet;
  #onChange;
  /** @type {Set<string>} keys of what was moved here just now */
  #mine = new Set();

  /**
   * @param {PageData} page
   * @param {Live} live
   * @param {BoardView[]} views
   * @param {{say: Voice, onChange: () => void}} voice
   */
  constructor(page, live, views, { say, onChange }) {
    this.#page = page;
    this.#live = live;
    this.#views = views;
    this.#sheet = views[0].sheet;
    this.#say = say;
    this.#onChange = onChange;
    // What lay on paper is what came of a conversation, not our own estimate.
    if (page.paper) this.layer = "agreed";
  }

  // What there is

  /** The board that shows. */
  get view() {
    return this.#views.find(({ sheet }) => sheet === this.#sheet) ?? this.#views[0];
  }

  get page() {
    return this.#page;
  }

  get texts() {
    return this.#page.texts;
  }

  get state() {
    return this.#live.state;
  }

  /** Whether anything can be changed here. */
  get mayAct() {
    return this.#page.facilitates && this.state.phase !== "closed";
  }

  /** Whether we may say by now what was agreed. */
  get mayAgree() {
    const { phase } = this.state;
    return this.mayAct && (phase === "revealing" || phase === "discussing");
  }

  /** What still lies on the table. */
  get waiting() {
    const { board, postits } = this.view;
    return unplacedOf(this.state, this.#sheet, postits, { board, layer: this.layer });
  }

  /**
   * Where something can be put now.
   * @param {Thing} thing
   */
  placesFor(thing) {
    return placesFor(this.state, this.#sheet, this.view.board, thing);
  }

  /**
   * A subject that is to be put on the board in a layer.
   * @param {Subject} subject
   * @param {Layer} [layer]
   * @param {string | null} [seat]
   * @returns {Thing}
   */
  thingFor(subject, layer = this.layer, seat = null) {
    const there = Object.values(this.state.placements).find(
      (row) =>
        row.sheet === this.#sheet &&
        row.layer === layer &&
        row.subject === subject.id &&
        row.seat === seat,
    );
    const key = `${layer}:${subject.id}`;
    return { key, subject, layer, seat, placement: there?.id ?? null, seats: 1 };
  }

  /**
   * Whether this can be moved here; if not, says why.
   * @param {Thing} thing
   */
  mayMove(thing) {
    if (!this.mayAct) return false;
    if (thing.seats > 1) {
      this.#say("why", format(this.texts.seats_together, { count: thing.seats }));
    }
    return thing.seats === 1;
  }

  /**
   * Whether this is what a participant said, while we talk about it: easily moved by mistake.
   * @param {Thing} thing
   */
  isSaid({ layer, seat, placement }) {
    return this.mayAgree && layer === "self" && seat !== null && placement !== null;
  }

  /**
   * Whether a change of this post-it was made at this desk.
   * @param {string} key
   */
  isMine(key) {
    return this.#mine.has(key);
  }

  // What can be done

  /**
   * Lay another sheet before us.
   * @param {string} sheet
   */
  show(sheet) {
    this.#sheet = sheet;
    this.#say.clear();
    this.choose(null);
  }

  /**
   * Place our own estimate from now on, or what was agreed.
   * @param {Layer} layer
   */
  placeAs(layer) {
    if (layer === this.layer) return;
    this.layer = layer;
    this.choose(null);
  }

  /** Say no more of what was done until now. */
  hush() {
    this.#say.clear();
  }

  /**
   * Draw hidden layers too, or leave them out. What was said may name where something hidden lies.
   * @param {boolean} isOn
   */
  showHidden(isOn) {
    if (!isOn) this.hush();
    for (const view of this.#views) {
      view.showHidden = isOn;
      view.draw(this.state);
    }
    this.#onChange();
  }

  /**
   * Mark the post-its of one subject on the board that shows; "": of nobody.
   * @param {string} subject
   */
  find(subject) {
    for (const view of this.#views) view.find(view.sheet === this.#sheet ? subject : "");
  }

  /**
   * Lay the post-its of an element, or of the whole board, in rows.
   * @param {string | null} element
   */
  async tidyUp(element) {
    const tidied = this.view.postits.filter(
      (postit) => element === null || postit.element === element,
    );
    const keys = tidied.map(({ key }) => key);
    const { accepted } = await this.#sendOwn(keys, {
      kind: "tidy_up",
      sheet: this.#sheet,
      ...(element ? { element } : {}),
    });
    const title = this.view.board.elements.find(({ id }) => id === element)?.title;
    const text = title ? this.texts.tidied_element : this.texts.tidied;
    if (accepted) this.#say("tidied", format(text, { element: title ?? "" }));
  }

  /**
   * Choose something, to be put where the next tap is; null: nothing any more.
   * @param {Thing | null} thing
   */
  choose(thing) {
    this.#mark(false);
    this.chosen = thing;
    this.#mark(true);
    if (thing) {
      const warning = this.isSaid(thing) ? ` ${this.texts.would_change_said}` : "";
      this.#say("chosen", `${this.#named(this.texts.chosen, thing)}${warning}`);
    }
    this.#onChange();
  }

  /**
   * Put something on the board, or somewhere else on it.
   * @param {Thing} thing
   * @param {Where} where
   * @param {{id?: string, placement?: string}} [announced]  ids that a drag has made known
   * @returns {Promise<Answer>}
   */
  place(thing, where, announced = {}) {
    const element = "element" in where ? where.element : this.view.elementAt(where, thing.subject);
    const title = this.view.board.elements.find(({ id }) => id === element)?.title;
    const isOpen = this.state.sheets[this.#sheet].open.includes(thing.layer);
    this.#say(thing.key, this.#placedInWords(thing, title ?? "", isOpen));
    return this.#send(thing, {
      kind: "place",
      id: announced.id,
      placement: thing.placement ?? announced.placement ?? newId(),
      sheet: this.#sheet,
      subject: thing.subject.id,
      layer: thing.layer,
      ...(thing.seat ? { seat: thing.seat } : {}),
      ...where,
      visibility: isOpen ? "open" : "hidden",
    });
  }

  /**
   * Take something off the board.
   * @param {Thing} thing
   */
  takeOff(thing) {
    if (!thing.placement) return;
    this.#say(thing.key, this.#named(this.texts.taken_off, thing));
    this.#send(thing, { kind: "take_back", placement: thing.placement });
  }

  /**
   * Say that something did not move after all.
   * @param {Thing} thing
   * @param {"returned" | "cancelled"} how
   */
  leave(thing, how) {
    this.#say(thing.key, this.#named(this.texts[how], thing));
  }

  // Private

  /**
   * The room may read along: where something hidden lies is not said while it does not show here.
   * @param {Thing} thing
   * @param {string} element  "": between the elements
   * @param {boolean} isOpen
   */
  #placedInWords(thing, element, isOpen) {
    const { name } = thing.subject;
    const where = `placed_${element ? "in" : "between"}${isOpen ? "" : "_hidden"}`;
    const text = this.texts[isOpen || this.view.showHidden ? where : "placed_hidden"];
    const warning = this.isSaid(thing) ? ` ${this.texts.changed_said}` : "";
    return `${format(text, { name, element })}${warning}`;
  }

  /**
   * @param {Thing} thing
   * @param {Command} command
   */
  #send(thing, command) {
    const answer = this.#sendOwn([thing.key], command);
    // What was refused did not happen: only why is said.
    answer.then(({ refused }) => refused && this.#say(thing.key, ""));
    if (this.chosen) this.choose(null);
    return answer;
  }

  /**
   * What is moved here is no news of others, however long the answer takes; its event may come later.
   * @param {string[]} keys
   * @param {Command} command
   */
  #sendOwn(keys, command) {
    for (const key of keys) this.#mine.add(key);
    const forget = () => {
      for (const key of keys) this.#mine.delete(key);
    };
    const answer = this.#live.send(command);
    answer.then(() => setTimeout(forget, MINE_FOR_MS));
    return answer;
  }

  /** @param {boolean} isOn */
  #mark(isOn) {
    if (this.chosen) this.view.node(this.chosen.key)?.classList.toggle("postit--chosen", isOn);
  }

  /**
   * @param {string} text
   * @param {Thing} thing
   */
  #named(text, thing) {
    return format(text, { name: thing.subject.name });
  }
}
