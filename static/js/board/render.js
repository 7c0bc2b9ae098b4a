// Draws the post-its of one sheet in its SVG, by cloning the templates of _board.html.

/** @import { Board, Drag, PageData, State, Subject } from "./protocol.js" */
/** @import { Live } from "./live.js" */
/** @import { Compared, Postit } from "./drawing.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import {
  apart,
  comparedOf,
  countsOf,
  fitted,
  fittedPair,
  groupsOf,
  linksOf,
  onOnePicture,
  postitsOf,
  shownAndMore,
  spread,
} from "./drawing.js";
import {
  areasFor,
  BOARD_HEIGHT,
  BOARD_WIDTH,
  closeUp,
  curve,
  elementAt,
  POSTIT_SIZES,
  sizeFor,
  turnOf,
} from "./geometry.js";
import { inWords } from "./words.js";

const MOVED_FOR_MS = 1200;
const ZOOM_MS = 240;
// Innovations have long names and are few: alone on the wall their post-its are larger.
const FEW = 12;
const LARGER = 1.35;
const WHOLE = { x: 0, y: 0, width: BOARD_WIDTH, height: BOARD_HEIGHT };
const STATES = ["hidden", "behalf", "differs", "missing", "one-line", "small"];

/**
 * Draw all boards of a page, and keep them true to what is known.
 * @param {Live} live
 * @param {PageData} page
 * @returns {BoardView[]}
 */
export function followBoards(live, page) {
  const pictures = /** @type {NodeListOf<SVGSVGElement>} */ (
    document.querySelectorAll("svg[data-board]")
  );
  const views = [...pictures].map((svg) => new BoardView(svg, page));
  const draw = () => {
    for (const view of views) view.draw(live.state);
  };
  live.subscribe(draw);
  live.onDrags((drags) => {
    for (const view of views) view.hearDrags(drags);
  });
  draw();
  return views;
}

export class BoardView {
  /** The sheet that lies here. */
  sheet;
  /** @type {Board} */
  board;
  /** @type {SVGSVGElement} */
  svg;
  /** @type {Postit[]} */
  postits = [];
  /** @type {Compared[]} with another sheet beside it: who lies where in both */
  compared = [];
  /** Whether layers that the room may not see are drawn. */
  showHidden = true;
  /**
   * Another sheet of the same board that is drawn on this picture too: then nothing can be moved.
   * @type {string | null}
   */
  beside = null;

  #page;
  #texts;
  /** Whether names are left off the post-its. */
  #nameless = false;
  /** Whether this board is the only one on the wall. */
  #isAlone = false;
  /** @type {State | null} */
  #state = null;
  /** @type {readonly unknown[]} all that the last drawing was made of */
  #madeOf = [];
  #groups;
  /** @type {{id: string, node: Element, more: Element}[]} the elements on the picture */
  #parts;
  /** @type {Map<string, number[]>} how many of each size an element has room for */
  #room;
  /** @type {Map<string, number>} */
  #mostShown;
  #links;
  #layer;
  /** @type {typeof WHOLE} what of the board shows */
  #window = WHOLE;
  #zoomed = "";
  /** @type {Map<string, SVGGElement>} */
  #nodes = new Map();
  /** @type {Map<string, string>} what each node shows, to leave alone what did not change */
  #drawn = new Map();
  /** @type {Map<string, {x: number, y: number}>} post-its in somebody's hand, own or others' */
  #held = new Map();
  /** @type {Map<string, Drag>} by command id */
  #drags = new Map();
  /** The subject that is looked for, if any. */
  #found = "";

  /**
   * @param {SVGSVGElement} svg
   * @param {PageData} page
   * @param {{sheet?: string, beside?: string | null}} [options]
   */
  constructor(svg, page, { sheet = svg.dataset.board ?? "", beside = null } = {}) {
    this.svg = svg;
    this.sheet = sheet;
    this.beside = beside;
    this.board = page.boards[sheet];
    this.#page = page;
    this.#texts = page.texts;
    this.#groups = groupsOf(this.board);
    this.#links = need("[data-links]", svg);
    this.#layer = need("[data-postits]", svg);
    const elements = /** @type {SVGGElement[]} */ ([...svg.querySelectorAll("[data-element]")]);
    const idOf = (/** @type {SVGGElement} */ { dataset }) => dataset.element ?? "";
    this.#parts = elements.map((node) => {
      return { id: idOf(node), node, more: need(`[data-more="${idOf(node)}"]`, svg) };
    });
    this.#room = new Map(
      elements.map((node) => [idOf(node), (node.dataset.room ?? "").split(" ").map(Number)]),
    );
    this.#mostShown = new Map(elements.map((node) => [idOf(node), Number(node.dataset.mostShown)]));
    for (const node of this.#layer.children) {
      this.#nodes.set(node.getAttribute("data-key") ?? "", /** @type {SVGGElement} */ (node));
    }
  }

  // What there is

  /**
   * The node of a post-it, to focus or to mark.
   * @param {string} key
   */
  node(key) {
    return this.#nodes.get(key);
  }

  /**
   * The post-it that a node or something in it belongs to.
   * @param {EventTarget | null} target
   */
  postitAt(target) {
    const isHere = target instanceof Element && this.svg.contains(target);
    const node = isHere ? target.closest("[data-key]") : null;
    const key = node?.getAttribute("data-key");
    return this.postits.find((postit) => postit.key === key);
  }

  /**
   * The element in which a subject would lie at a spot.
   * @param {{x: number, y: number}} spot
   * @param {Subject} subject
   */
  elementAt({ x, y }, subject) {
    return elementAt(areasFor(this.board, subject), x, y);
  }

  /**
   * Where a pointer is, in millimetres on the board.
   * @param {{clientX: number, clientY: number}} pointer
   */
  spotOf({ clientX, clientY }) {
    const matrix = this.svg.getScreenCTM()?.inverse();
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix);
    return { x, y };
  }

  // Drawing

  /**
   * Draw what is known now, if anything of it is new here.
   * @param {State} state
   */
  draw(state) {
    this.#followWall(state);
    const { placements, subjects, sheets } = state;
    const seen = [this.showHidden, this.#nameless, this.beside, this.#isAlone];
    const madeOf = [placements, subjects, sheets, ...seen];
    if (madeOf.every((part, index) => part === this.#madeOf[index])) return;
    const isQuiet = madeOf.slice(3).some((part, index) => part !== this.#madeOf[index + 3]);
    this.#madeOf = madeOf;
    this.#state = state;
    this.#drawAll(state, isQuiet);
  }

  /** Draw the same again, after something was in a hand that is no longer there. */
  redraw() {
    if (this.#state) this.#drawAll(this.#state, false);
  }

  /**
   * Keep a post-it in the hand: drawn at this spot, whatever comes in. Null lets go.
   * @param {string} key
   * @param {{x: number, y: number} | null} spot
   */
  hold(key, spot) {
    if (spot) this.#held.set(key, spot);
    else this.#held.delete(key);
    const node = this.#nodes.get(key);
    const postit = this.postits.find((each) => each.key === key);
    node?.classList.toggle("postit--held", spot !== null);
    if (node && (spot || postit)) this.#place(node, spot ?? /** @type {Postit} */ (postit));
    this.#drawLinks(this.postits.filter((each) => this.#nodes.has(each.key)));
  }

  /**
   * Show a post-it that has no place yet, in the hand.
   * @param {Postit} postit
   */
  pickUp(postit) {
    this.#held.set(postit.key, postit);
    this.#drawOne(postit, Number(this.svg.dataset.size), true);
    const node = this.#nodes.get(postit.key);
    node?.classList.add("postit--held");
    return node;
  }

  /**
   * Lay a post-it on top. The others go under it one by one: a node that is moved itself would
   * lose the focus, and the finger that holds it.
   * @param {string} key
   */
  raise(key) {
    const node = this.#nodes.get(key);
    while (node?.nextElementSibling) node.before(node.nextElementSibling);
  }

  /**
   * Light up an element as the place where a drop would land.
   * @param {string | null} id
   */
  light(id) {
    for (const part of this.#parts) part.node.classList.toggle("element--lit", part.id === id);
  }

  /**
   * Mark the post-its of one subject, also where its element is too full to show them; "": nobody.
   * @param {string} subject
   */
  find(subject) {
    if (subject === this.#found) return;
    this.#found = subject;
    this.redraw();
    for (const { key } of this.#foundOnes()) this.raise(key);
  }

  /**
   * Take in the weather: what others have in their hands.
   * @param {Drag[]} drags
   */
  hearDrags(drags) {
    for (const drag of drags) {
      const before = this.#drags.get(drag.c);
      if (drag.end && before) this.#letGo(before);
      else if (!drag.end && drag.sh === this.sheet && this.#isShown(drag)) this.#carry(drag);
    }
  }

  // Private: the whole

  /**
   * @param {State} state
   * @param {boolean} isQuiet  nothing moved: the page has only just come, or shows something else
   */
  #drawAll(state, isQuiet) {
    this.postits = this.#postitsOf(state);
    this.#dropWhatIsGone();
    const size = sizeFor(countsOf(this.postits, this.#groups), this.#room);
    if (this.beside) this.postits = apart(this.postits, this.board.elements, size);
    this.#enlarge(size);
    const { shown, more } = this.#withFound(
      shownAndMore(this.postits, this.#mostShown, size, this.#groups),
    );
    this.svg.dataset.size = String(size);
    for (const postit of [...shown, ...this.#onTheirWay()]) this.#drawOne(postit, size, isQuiet);
    this.#removeOthers(shown);
    for (const { id, more: text } of this.#parts) {
      const count = more.get(id);
      setText(text, count ? `+${count}` : "");
    }
    this.#drawLinks(shown);
    this.#markFound();
  }

  /**
   * Few post-its with long names are drawn larger on the wall (innovations.css), clear of each other.
   * @param {number} size
   */
  #enlarge(size) {
    const isFew = this.#isAlone && this.postits.length <= FEW;
    const isLarger = isFew && this.board.filling.places === "innovation";
    this.svg.classList.toggle("board--larger", isLarger);
    if (!isLarger) return;
    const [width, height] = POSTIT_SIZES[size];
    this.postits = spread(this.postits, this.board.elements, [width * LARGER, height * LARGER]);
  }

  /** @param {State} state */
  #postitsOf(state) {
    const { elements, filling } = this.board;
    const own = postitsOf(state, this.sheet, elements, this);
    if (!this.beside) return own;
    const other = this.#page.boards[this.beside];
    this.compared = comparedOf(own, postitsOf(state, this.beside, other.elements, this));
    return onOnePicture(this.compared, [filling.title, other.filling.title]);
  }

  /**
   * On the wall the facilitators say what is shown of it.
   * @param {State} state
   */
  #followWall({ shown, beside, zoomed, names_hidden }) {
    if (this.#page.role !== "screen") return;
    const isLarge = shown === this.sheet;
    this.#isAlone = isLarge || Object.keys(this.#page.boards).length === 1;
    this.#nameless = names_hidden;
    this.beside = isLarge ? beside : null;
    this.svg.classList.toggle("board--nameless", names_hidden);
    this.#zoom((isLarge && zoomed) || "");
  }

  /**
   * Let one element fill the picture; "": the whole board again.
   * @param {string} id
   */
  #zoom(id) {
    if (id === this.#zoomed) return;
    this.#zoomed = id;
    const element = this.board.elements.find((each) => each.id === id);
    const to = element ? closeUp(element) : WHOLE;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches || !this.#state;
    if (isStill) this.#look(to);
    else this.#glide(this.#window, to, performance.now());
  }

  /**
   * @param {typeof WHOLE} from
   * @param {typeof WHOLE} to
   * @param {number} start
   */
  #glide(from, to, start) {
    requestAnimationFrame((now) => {
      const part = Math.min(1, Math.max(0, (now - start) / ZOOM_MS));
      const between = (/** @type {"x" | "y" | "width" | "height"} */ side) =>
        from[side] + (to[side] - from[side]) * part * (2 - part);
      const [x, y] = [between("x"), between("y")];
      this.#look({ x, y, width: between("width"), height: between("height") });
      if (part < 1) this.#glide(from, to, start);
    });
  }

  /** @param {typeof WHOLE} window */
  #look(window) {
    this.#window = window;
    this.svg.setAttribute("viewBox", `${window.x} ${window.y} ${window.width} ${window.height}`);
  }

  // Private: what is looked for

  #foundOnes() {
    return this.postits.filter(({ subject }) => subject.id === this.#found);
  }

  /** @param {{shown: Postit[], more: Map<string, number>}} drawn */
  #withFound({ shown, more }) {
    const others = this.#foundOnes().filter((postit) => !shown.includes(postit));
    for (const { element } of others) {
      if (element) more.set(element, (more.get(element) ?? 0) - 1);
    }
    return { shown: [...shown, ...others], more };
  }

  #markFound() {
    const found = new Set(this.#foundOnes().map(({ key }) => key));
    this.svg.classList.toggle("board--finding", found.size > 0);
    for (const [key, node] of this.#nodes) node.classList.toggle("postit--found", found.has(key));
  }

  // Private: weather

  /** @param {Drag} drag */
  #isShown({ l }) {
    const open = this.#state?.sheets[this.sheet]?.open ?? [];
    return l !== undefined && !this.beside && (this.showHidden || open.includes(l));
  }

  /** @param {Drag} drag */
  #carry(drag) {
    const key = keyOf(drag);
    const spot = { x: drag.x ?? 0, y: drag.y ?? 0 };
    const isNew = !this.#drags.has(drag.c);
    this.#drags.set(drag.c, drag);
    if (!this.#nodes.has(key)) {
      for (const postit of this.#onTheirWay()) {
        this.#drawOne(postit, Number(this.svg.dataset.size), true);
      }
    }
    this.hold(key, spot);
    if (isNew) this.#nodes.get(key)?.classList.add("postit--elsewhere");
  }

  /** @param {Drag} drag */
  #letGo(drag) {
    const key = keyOf(drag);
    this.#drags.delete(drag.c);
    this.#nodes.get(key)?.classList.remove("postit--elsewhere");
    this.hold(key, null);
    if (!this.postits.some((postit) => postit.key === key)) this.#remove(key);
  }

  /** Post-its in others' hands that have no place on this board yet. */
  #onTheirWay() {
    /** @type {Postit[]} */
    const coming = [];
    for (const drag of this.#drags.values()) {
      const key = keyOf(drag);
      const subject = this.#state?.subjects[drag.s ?? ""];
      if (!subject || this.postits.some((postit) => postit.key === key)) continue;
      const organisation = this.#state?.subjects[subject.of ?? ""] ?? null;
      const spot = { x: drag.x ?? 0, y: drag.y ?? 0 };
      coming.push(handful({ key, subject, layer: drag.l ?? "team" }, spot, organisation));
    }
    return coming;
  }

  // Private: nodes

  /**
   * @param {Postit} postit
   * @param {number} size
   * @param {boolean} isQuiet  nothing moved: the page has only just come
   */
  #drawOne(postit, size, isQuiet) {
    const node = this.#nodes.get(postit.key) ?? this.#make(postit);
    const spot = this.#held.get(postit.key) ?? postit;
    this.#place(node, spot);
    const words = inWords(postit, this.board.elements, this.#texts, { nameless: this.#nameless });
    const content = JSON.stringify([words, postit.subject.lines, size]);
    const where = `${postit.x} ${postit.y}`;
    const before = this.#drawn.get(postit.key);
    this.#drawn.set(postit.key, `${where}|${content}`);
    if (before === `${where}|${content}`) return;
    this.#fill(node, postit, words, size);
    if (!isQuiet && !before?.startsWith(`${where}|`)) this.#settle(node, postit.key);
  }

  /** @param {Postit} postit */
  #make(postit) {
    const { kind, of } = postit.subject;
    const node = this.#clone(`template[data-postit="${kind}${of === null ? "" : " person"}"]`);
    node.setAttribute("data-key", postit.key);
    need("g.postit-body", node).setAttribute("transform", `rotate(${turnOf(postit.subject.id)})`);
    node.classList.add(`postit--${postit.layer}`);
    this.#nodes.set(postit.key, node);
    this.#layer.append(node);
    return node;
  }

  /**
   * @param {SVGGElement} node
   * @param {Postit} postit
   * @param {string} words
   * @param {number} size
   */
  #fill(node, postit, words, size) {
    const { lines, small } = this.#linesOf(postit, size);
    const holds = [
      postit.hidden,
      postit.onBehalf,
      postit.differs,
      postit.subject.missing,
      lines.length === 1,
      small,
    ];
    STATES.forEach((name, index) => {
      node.classList.toggle(`postit--${name}`, holds[index]);
    });
    node.setAttribute("data-placements", postit.placements.join(" "));
    need("title", node).textContent = words;
    node.querySelectorAll("tspan[x]").forEach((line, index) => {
      line.textContent = lines[index] ?? "";
    });
  }

  /**
   * @param {Postit} postit
   * @param {number} size
   * @returns {{lines: string[], small: boolean}}
   */
  #linesOf({ subject, organisation }, size) {
    if (this.#nameless) return { lines: [], small: false };
    return organisation
      ? fittedPair(subject.name, organisation.name, size)
      : fitted(subject.lines, size);
  }

  /**
   * @param {SVGGElement} node
   * @param {{x: number, y: number}} spot
   */
  #place(node, { x, y }) {
    const transform = `translate(${x} ${y})`;
    if (node.getAttribute("transform") !== transform) node.setAttribute("transform", transform);
  }

  /**
   * A short settle, on top of the others, but not of what somebody holds here.
   * @param {SVGGElement} node
   * @param {string} key
   */
  #settle(node, key) {
    if (this.#held.size === 0) this.raise(key);
    node.classList.add("postit--moved");
    setTimeout(() => node.classList.remove("postit--moved"), MOVED_FOR_MS);
  }

  /** @param {string} key */
  #remove(key) {
    this.#nodes.get(key)?.remove();
    this.#nodes.delete(key);
    this.#drawn.delete(key);
    this.#held.delete(key);
  }

  /** @param {readonly Postit[]} shown */
  #removeOthers(shown) {
    const keys = new Set([...shown.map(({ key }) => key), ...this.#held.keys()]);
    for (const key of [...this.#nodes.keys()]) if (!keys.has(key)) this.#remove(key);
  }

  /** A drag of a layer that may no longer be shown is over. */
  #dropWhatIsGone() {
    for (const drag of this.#drags.values()) if (!this.#isShown(drag)) this.#letGo(drag);
  }

  // Private: the board around them

  /** @param {readonly Postit[]} postits */
  #drawLinks(postits) {
    const links = linksOf(postits);
    const { children } = this.#links;
    while (children.length > links.length) this.#links.lastElementChild?.remove();
    while (children.length < links.length) {
      this.#links.append(this.#clone("template[data-link-for]"));
    }
    links.forEach(({ from, to }, index) => {
      const path = curve(this.#held.get(from.key) ?? from, this.#held.get(to.key) ?? to);
      children[index].setAttribute("d", path);
      children[index].setAttribute("class", `link link--${to.layer}`);
    });
  }

  /**
   * @param {string} selector  of a template
   * @returns {SVGGElement}
   */
  #clone(selector) {
    const template = /** @type {HTMLTemplateElement} */ (need(selector));
    return /** @type {SVGGElement} */ (template.content.querySelector("svg > *")?.cloneNode(true));
  }
}

/**
 * A post-it that has no place yet.
 * @param {Pick<Postit, "key" | "subject" | "layer">} thing
 * @param {{x: number, y: number}} spot
 * @param {Subject | null} organisation  for whom a person speaks
 * @returns {Postit}
 */
export function handful({ key, subject, layer }, { x, y }, organisation) {
  const nothing = { placements: [], seat: null, element: null, filling: "" };
  const plain = { hidden: false, onBehalf: false, differs: false };
  return { key, subject, layer, x, y, organisation, ...nothing, ...plain };
}

// Private ------------------------------------------------------------------------------------

/** @param {Drag} drag */
function keyOf({ l, s }) {
  return `${l}:${s}`;
}
