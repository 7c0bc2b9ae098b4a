// On the wall, beside the picture of innovations: where participants think differently once we talk
// about it, and on demand what is ready to scale up, instead of the picture.

/** @import { PageData, State } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */
/** @import { Opinion } from "./innovations_rules.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { drawRanking, drawSpread, showCopies } from "./innovations_draw.js";
import { opinionsOf, rankedOf, reasonsOf } from "./innovations_rules.js";

const MOST_DIVIDED = 5;
const TALKING = ["revealing", "discussing"];

export class Wall {
  #root;
  #sheet;
  #page;
  #live;

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {Live} live
   */
  constructor(root, page, live) {
    this.#root = root;
    this.#sheet = root.dataset.innovationWall ?? "";
    this.#page = page;
    this.#live = live;
  }

  draw() {
    const { state } = this.#live;
    const isRanking = this.#isRanking(state);
    const divided = isRanking ? [] : this.#divided(state);
    const section = this.#root.closest("[data-screen-sheet]");
    section?.toggleAttribute("data-ranking-shown", isRanking);
    section?.toggleAttribute("data-divided-shown", divided.length > 0);
    need("[data-wall-ranking]", this.#root).hidden = !isRanking;
    if (isRanking) this.#drawRanking(state);
    this.#drawDivided(divided, state);
  }

  // Private

  /**
   * Facilitators enlarge the element of which things are graded: then its order is what counts.
   * @param {State} state
   */
  #isRanking({ shown, zoomed }) {
    const { elements } = this.#page.boards[this.#sheet];
    const graded = elements.filter((element) => element.graded).map(({ id }) => id);
    return shown === this.#sheet && zoomed !== null && graded.includes(zoomed);
  }

  /**
   * While we talk: the most divided first.
   * @param {State} state
   */
  #divided(state) {
    if (!TALKING.includes(state.phase)) return [];
    return opinionsOf(state, this.#sheet)
      .filter(({ chosen }) => chosen.size > 1)
      .sort((one, other) => together(one) - together(other));
  }

  /** @param {State} state */
  #drawRanking(state) {
    const board = this.#page.boards[this.#sheet];
    drawRanking(
      need("[data-wall-ranking]", this.#root),
      need("[data-ranked-entry]", this.#root),
      rankedOf(state, this.#sheet, board),
      {
        texts: this.#page.texts,
        reasons: (subject) => reasonsOf(state, this.#sheet, subject, false),
      },
    );
  }

  /**
   * @param {readonly Opinion[]} divided
   * @param {State} state
   */
  #drawDivided(divided, state) {
    const part = need("[data-divided]", this.#root);
    part.hidden = divided.length === 0;
    for (let most = MOST_DIVIDED; most > 0; most -= 1) {
      this.#drawMost(divided, most, state);
      if (part.scrollHeight <= part.clientHeight) return;
    }
  }

  /**
   * As many of them as the wall has room for: names may be long.
   * @param {readonly Opinion[]} divided
   * @param {number} most
   * @param {State} state
   */
  #drawMost(divided, most, state) {
    const part = need("[data-divided]", this.#root);
    const template = need("[data-divided-entry]", this.#root);
    const shown = divided.slice(0, most);
    const items = shown.map((opinion) => ({ id: opinion.subject.id, opinion }));
    showCopies(need("[data-divided-list]", part), items, template, (node, { opinion }) => {
      setText(need("[data-name]", node), state.names_hidden ? "" : opinion.subject.name);
      drawSpread(node, opinion);
    });
    const more = need("[data-divided-more]", part);
    more.hidden = divided.length <= most;
    setText(more, `+ ${divided.length - most}`);
  }
}

/**
 * Which part of the participants agrees at most.
 * @param {Opinion} opinion
 */
function together({ chosen }) {
  const counts = [...chosen.values()];
  return Math.max(...counts) / counts.reduce((one, other) => one + other, 0);
}
