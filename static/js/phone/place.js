// One sheet on a phone: its cards while placing; afterwards the own place, beside it where the
// facilitators see this participant, and what was shared with everyone.

/** @import { BoardElement, PageData, Placement, State } from "../board/protocol.js" */
/** @import { Kept } from "./kept.js" */
/** @import { News } from "./news.js" */

import { BoardList } from "../board/board_list.js";
import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { beforeFilling, format } from "../shared/text.js";
import { gaveAnything, ownNotes, ownPlacement, saw, sideOf, visibilityOf, whatOf } from "./own.js";

/** @typedef {(about: string, sentence: string) => void} Say */
/**
 * `go`: to a board. `changed`: something here changed that the session does not know.
 * @typedef {object} PlaceTools
 * @property {Kept} kept
 * @property {News} news
 * @property {Say} say
 * @property {(sheet: string) => void} go
 * @property {() => void} changed
 */

// Kept in this tab: somebody would rather not say their name.
const UNNAMED = "unnamed";
// Texts that stand on the board itself.
const OF_THE_BOARD = new Set(["meaning", "cell"]);
const TALKING = ["revealing", "discussing"];

export class Place {
  root;
  sheet;
  /** What kind of board it is: "zones" asks where one stands oneself. */
  kind;
  #page;
  #tools;
  #list;
  /** What was said of the comparison last; null before the first drawing. @type {string | null} */
  #compared = null;

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {PlaceTools} tools
   */
  constructor(root, page, tools) {
    this.root = root;
    this.sheet = root.dataset.place ?? "";
    this.#page = page;
    this.#tools = tools;
    this.kind = root.dataset.kind ?? "zones";
    const list = /** @type {HTMLElement | null} */ (root.querySelector("[data-board-list]"));
    this.#list = list && new BoardList(list, page.boards[this.sheet], page.texts);
    for (const part of this.#all("[data-naming]")) this.#letSkip(part);
  }

  /** What this board is called. */
  get title() {
    const { title, filling } = this.#page.boards[this.sheet];
    return `${beforeFilling(title)}: ${filling.title}`;
  }

  /**
   * What this phone answered here, and how many answers there can be.
   * @param {State} state
   * @returns {{given: Placement[], all: number}}
   */
  answers(state) {
    const asks = this.#all("[data-ask]").filter((ask) => !this.#isSkipped(ask));
    return { given: asks.flatMap((ask) => this.#ownOf(state, ask) ?? []), all: asks.length };
  }

  /**
   * Whether everything that is asked here has an answer; on a board of another kind than "zones"
   * whether anything was given.
   * @param {State} state
   */
  isAnswered(state) {
    if (this.kind !== "zones") return gaveAnything(this.#page, state, this.sheet);
    const { given, all } = this.answers(state);
    return given.length === all;
  }

  /** @param {string | null} element */
  titleOf(element) {
    return this.#element(element)?.title ?? this.#page.texts.own_between;
  }

  /**
   * Draw what is known now.
   * @param {State} state
   */
  draw(state) {
    this.#drawPaused(state.paused);
    this.#drawUnnamed();
    for (const ask of this.#all("[data-ask]")) this.#drawAsk(ask, state);
    for (const own of this.#all("[data-own-ask]")) this.#drawOwn(own, state);
    for (const line of this.#all("[data-visible-to]")) {
      const visibility = visibilityOf(state, this.sheet);
      line.dataset.visibility = visibility;
      const words = line.dataset.visibleTo === "filled" ? "filled" : "visible";
      setText(line, this.#page.texts[`${words}_${visibility}`]);
    }
    this.#drawReaction(state);
    this.#drawShared(state);
    this.#list?.draw(state);
    this.#sayCompared(state);
  }

  /** Who said their name here goes on with what is asked of them. */
  showPerson() {
    const ask = this.root.querySelector('[data-ask="person"]');
    /** @type {HTMLElement | null | undefined} */ (ask?.querySelector(".place-ask"))?.focus({
      preventScroll: true,
    });
    ask?.scrollIntoView({ block: "start", behavior: "instant" });
  }

  // Private

  /**
   * A name is not needed for the rest: who would rather not say it goes on without.
   * @param {HTMLElement} part
   */
  #letSkip(part) {
    const { kept, changed } = this.#tools;
    const ask = /** @type {HTMLElement} */ (part.parentElement);
    const skip = need("[data-rather-not]", part);
    const back = need("[data-name-after-all]", ask);
    skip.hidden = !kept.works;
    skip.addEventListener("click", () => {
      kept.keep(UNNAMED, "1");
      changed();
      back.focus();
    });
    back.addEventListener("click", () => {
      kept.keep(UNNAMED, "");
      changed();
      /** @type {HTMLElement | null} */ (part.querySelector("input:not([type=hidden])"))?.focus();
    });
  }

  /** @param {HTMLElement} ask */
  #isSkipped(ask) {
    const asksName = ask.querySelector("[data-naming]") !== null;
    return asksName && this.#tools.kept.get(UNNAMED) === "1";
  }

  #drawUnnamed() {
    for (const ask of this.#all('[data-ask="person"]')) {
      const isSkipped = this.#isSkipped(ask);
      ask.querySelector("[data-naming]")?.toggleAttribute("hidden", isSkipped);
      ask.querySelector("[data-unnamed]")?.toggleAttribute("hidden", !isSkipped);
    }
  }

  /**
   * @param {string} selector
   * @param {ParentNode} [within]
   * @returns {HTMLElement[]}
   */
  #all(selector, within = this.root) {
    return [...within.querySelectorAll(selector)].map((node) => /** @type {HTMLElement} */ (node));
  }

  /**
   * @param {State} state
   * @param {HTMLElement} part  with the subject that it is about
   */
  #ownOf(state, { dataset }) {
    const { subject } = dataset;
    return subject ? ownPlacement(this.#page, state, this.sheet, subject) : undefined;
  }

  /**
   * @param {string | null} id
   * @returns {BoardElement | undefined}
   */
  #element(id) {
    return this.#page.boards[this.sheet].elements.find((element) => element.id === id);
  }

  /** @param {boolean} isPaused */
  #drawPaused(isPaused) {
    const notice = need("[data-paused]", this.root);
    notice.hidden = !isPaused;
    for (const button of this.#all(".card-button")) {
      if (isPaused) {
        button.setAttribute("aria-disabled", "true");
        button.setAttribute("aria-describedby", notice.id);
      } else {
        button.removeAttribute("aria-disabled");
        button.removeAttribute("aria-describedby");
      }
    }
  }

  /**
   * @param {HTMLElement} ask
   * @param {State} state
   */
  #drawAsk(ask, state) {
    const answer = answerIn(this.#ownOf(state, ask));
    if (ask.dataset.group !== undefined) this.#drawGroup(ask, answer, state);
    for (const card of this.#all("[data-choice]", ask)) {
      drawCard(card, card.dataset.choice === answer);
    }
  }

  /**
   * Of a participant themselves only the elements in the group of their organisation.
   * @param {HTMLElement} ask
   * @param {string} answer
   * @param {State} state
   */
  #drawGroup(ask, answer, state) {
    const first = ask.querySelector("[data-group-first]");
    if (!first) return;
    const organisation = need('[data-ask="organisation"]', this.root);
    const group = this.#ownOf(state, organisation)?.element ?? "";
    ask.dataset.group = group;
    first.toggleAttribute("hidden", group !== "" || answer === "unknown");
    for (const card of this.#all("[data-in-group]", ask)) {
      card.hidden = card.dataset.inGroup !== group;
    }
  }

  /**
   * @param {HTMLElement} part
   * @param {State} state
   */
  #drawOwn(part, state) {
    const own = this.#ownOf(state, part);
    const answer = answerIn(own);
    for (const place of this.#all("[data-own]", part)) {
      place.hidden = place.dataset.own !== answer;
    }
    const { texts } = this.#page;
    for (const mark of this.#all("[data-own-mark]", part)) {
      setText(mark, own?.on_behalf ? texts.placed_for_you : texts.your_place);
    }
    for (const side of this.#all("[data-side]", part)) this.#drawSide(side, part, state);
    const line = need("[data-team]", part);
    const sentence = this.#compare(part, state);
    line.hidden = sentence === "";
    setText(line, sentence);
  }

  /**
   * @param {HTMLElement} side
   * @param {HTMLElement} part
   * @param {State} state
   */
  #drawSide(side, part, state) {
    const layer = side.dataset.side === "agreed" ? "agreed" : "team";
    const row = sideOf(state, this.sheet, part.dataset.subject ?? "", layer);
    side.hidden = row === undefined;
    part.toggleAttribute(`data-has-${layer}`, row !== undefined);
    if (!row) return;
    const element = this.#element(row.element);
    setText(need("[data-side-title]", side), this.titleOf(row.element));
    setText(need("[data-side-text]", side), element?.text ?? "");
    const drawing = need("[data-side-drawing]", side);
    drawing.hidden = !element?.drawing;
    if (!element?.drawing) return;
    const { picture } = this.#page.boards[this.sheet];
    need("svg", drawing).setAttribute("viewBox", element.drawing.join(" "));
    const name = `${picture}#${state.sheets[this.sheet].board}-${element.id}`;
    need("use", drawing).setAttribute("href", name);
  }

  /**
   * How the own place and that of the facilitators stand to each other, in words.
   * @param {HTMLElement} part
   * @param {State} state
   */
  #compare(part, state) {
    const { texts } = this.#page;
    const team = sideOf(state, this.sheet, part.dataset.subject ?? "", "team");
    if (!team) return state.mine.shown.includes(this.sheet) ? texts.team_nowhere : "";
    const own = this.#ownOf(state, part);
    if (own?.element && own.element === team.element) return texts.same_place;
    return format(texts.team_place, { element: this.titleOf(team.element) });
  }

  /** @param {State} state */
  #drawReaction(state) {
    const part = /** @type {HTMLElement | null} */ (this.root.querySelector("[data-reaction]"));
    if (!part || part.contains(document.activeElement)) return;
    const has = this.#all("[data-own-ask]").some(({ dataset }) => dataset.hasTeam !== undefined);
    const wrote = ownNotes(this.#page, state, "reaction").some(({ sheet }) => sheet === this.sheet);
    part.hidden = !(saw(state, this.sheet) && (has || wrote));
  }

  /** @param {State} state */
  #drawShared(state) {
    const shared = Object.values(state.notes).filter(
      ({ sheet, audience, about, text }) =>
        sheet === this.sheet && audience === "room" && !OF_THE_BOARD.has(about) && text !== "",
    );
    need("[data-shared]", this.root).hidden = shared.length === 0;
    showList(
      need("[data-shared-notes]", this.root),
      shared,
      ({ id }) => id,
      () => cloneOf(need("#shared-note")),
      (node, note) => {
        const of = whatOf(this.#page, state, note);
        const line = need("[data-shared-of]", /** @type {HTMLElement} */ (node));
        line.hidden = of === "";
        setText(line, of);
        setText(need("[data-shared-text]", /** @type {HTMLElement} */ (node)), note.text);
      },
    );
  }

  /**
   * What the facilitators showed is said once, with the way to it; not what was there already.
   * @param {State} state
   */
  #sayCompared(state) {
    const lines = TALKING.includes(state.phase) ? this.#all("[data-team]") : [];
    const compared = lines.flatMap((line) => line.textContent || []).join(" ");
    if (this.#compared !== null && compared !== "" && compared !== this.#compared) {
      this.#tools.say(`compared:${this.sheet}`, `${this.title}. ${compared}`);
      this.#offerCompared();
    }
    if (compared === "") this.#tools.news.drop(`compared:${this.sheet}`);
    this.#compared = compared;
  }

  #offerCompared() {
    const { news, go } = this.#tools;
    const { shown_line: line, look: label } = this.#page.texts;
    const target = this.#all("[data-team]").find(({ hidden }) => !hidden);
    if (!target) return;
    const look = () => {
      go(this.sheet);
      target.focus({ preventScroll: true });
      target.closest("[data-own-ask]")?.scrollIntoView({ block: "start" });
    };
    news.offer(`compared:${this.sheet}`, { line, label, go: look, target });
  }
}

// Private ------------------------------------------------------------------------------------

/** @param {Placement | undefined} own */
function answerIn(own) {
  if (!own) return "none";
  return own.unknown ? "unknown" : (own.element ?? "between");
}

/**
 * @param {HTMLElement} card
 * @param {boolean} isChosen
 */
function drawCard(card, isChosen) {
  card.classList.toggle("seat-card--chosen", isChosen);
  card.querySelector("button")?.setAttribute("aria-pressed", String(isChosen));
  card.querySelector("[data-mark]")?.toggleAttribute("hidden", !isChosen);
}
