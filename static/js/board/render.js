// Draws the post-its of one sheet in its SVG, by cloning the templates of _board.html.

/** @import { Board, Drag, PageData, State } from "./protocol.js" */
/** @import { Live } from "./live.js" */
/** @import { Postit } from "./drawing.js" */

import { need } from "../shared/page.js";
import { fitted, linksOf, postitsOf, shownAndMore } from "./drawing.js";
import { curve, elementAt, sizeFor, turnOf } from "./geometry.js";
import { inWords } from "./words.js";

const MOVED_FOR_MS = 1200;
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
  /** Whether layers that the room may not see are drawn. */
  showHidden = true;

  #texts;
  /** @type {State | null} */
  #state = null;
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
   */
  constructor(svg, page) {
    this.svg = svg;
    this.sheet = svg.dataset.board ?? "";
    this.board = page.boards[this.sheet];
    this.#texts = page.texts;
    for (const node of this.#layer("postits").children) {
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
   * The element of the picture at a spot.
   * @param {{x: number, y: number}} spot
   */
  elementAt({ x, y }) {
    return elementAt(this.board.elements, x, y);
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
   * Draw what is known now.
   * @param {State} state
   */
  draw(state) {
    const isFirst = this.#state === null;
    this.#state = state;
    this.postits = postitsOf(state, this.sheet, this.board.elements, this);
    this.#dropWhatIsGone();
    const size = sizeFor(countsOf(this.postits), this.#room());
    const { shown, more } = this.#withFound(shownAndMore(this.postits, this.#mostShown(), size));
    this.svg.dataset.size = String(size);
    for (const postit of [...shown, ...this.#onTheirWay()]) this.#drawOne(postit, size, isFirst);
    this.#removeOthers(shown);
    this.#drawMore(more);
    this.#drawLinks(shown);
    this.#markFound();
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
    for (const element of this.svg.querySelectorAll("[data-element]")) {
      element.classList.toggle("element--lit", element.getAttribute("data-element") === id);
    }
  }

  /**
   * Mark the post-its of one subject, also where its element is too full to show them; "": nobody.
   * @param {string} subject
   */
  find(subject) {
    if (subject === this.#found) return;
    this.#found = subject;
    if (this.#state) this.draw(this.#state);
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
    return l !== undefined && (this.showHidden || open.includes(l));
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
      coming.push(handful(key, subject, drag.l ?? "team", { x: drag.x ?? 0, y: drag.y ?? 0 }));
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
    const words = inWords(postit, this.board.elements, this.#texts);
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
    const node = this.#clone(`template[data-postit="${postit.subject.kind}"]`);
    node.setAttribute("data-key", postit.key);
    need("g.postit-body", node).setAttribute("transform", `rotate(${turnOf(postit.subject.id)})`);
    node.classList.add(`postit--${postit.layer}`);
    this.#nodes.set(postit.key, node);
    this.#layer("postits").append(node);
    return node;
  }

  /**
   * @param {SVGGElement} node
   * @param {Postit} postit
   * @param {string} words
   * @param {number} size
   */
  #fill(node, postit, words, size) {
    const { lines, small } = fitted(postit.subject.lines, size);
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
    const layer = this.#layer("links");
    while (layer.children.length > links.length) layer.lastElementChild?.remove();
    while (layer.children.length < links.length) {
      layer.append(this.#clone("template[data-link-for]"));
    }
    links.forEach(({ from, to }, index) => {
      const path = curve(this.#held.get(from.key) ?? from, this.#held.get(to.key) ?? to);
      layer.children[index].setAttribute("d", path);
    });
  }

  /** @param {ReadonlyMap<string, number>} more */
  #drawMore(more) {
    for (const element of this.#elements()) {
      const count = more.get(element.id);
      const text = need(`[data-more="${element.id}"]`, this.svg);
      text.textContent = count ? `+${count}` : "";
    }
  }

  #room() {
    return new Map(this.#elements().map(({ id, room }) => [id, room]));
  }

  #mostShown() {
    return new Map(this.#elements().map(({ id, mostShown }) => [id, mostShown]));
  }

  #elements() {
    const nodes = /** @type {NodeListOf<SVGGElement>} */ (
      this.svg.querySelectorAll("[data-element]")
    );
    return [...nodes].map((node) => ({
      node,
      id: node.dataset.element ?? "",
      room: (node.dataset.room ?? "").split(" ").map(Number),
      mostShown: Number(node.dataset.mostShown),
    }));
  }

  /** @param {"postits" | "links"} name */
  #layer(name) {
    return need(`[data-${name}]`, this.svg);
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
 * @param {string} key
 * @param {Postit["subject"]} subject
 * @param {Postit["layer"]} layer
 * @param {{x: number, y: number}} spot
 * @returns {Postit}
 */
export function handful(key, subject, layer, { x, y }) {
  const nothing = { placements: [], seat: null, element: null };
  const plain = { hidden: false, onBehalf: false, differs: false };
  return { key, subject, layer, x, y, ...nothing, ...plain };
}

// Private ------------------------------------------------------------------------------------

/** @param {Drag} drag */
function keyOf({ l, s }) {
  return `${l}:${s}`;
}

/** @param {readonly Postit[]} postits */
function countsOf(postits) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { element } of postits) {
    if (element) counts.set(element, (counts.get(element) ?? 0) + 1);
  }
  return counts;
}
