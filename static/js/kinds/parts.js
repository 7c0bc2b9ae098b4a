// What the kinds of boards add to a live page: each kind draws its own part, and is fetched only by
// a page on which it stands. What it draws first stands in templates/boards/kinds/.

/** @import { PageData } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */
/** @import { Desk } from "../board/desk.js" */
/** @import { NoteWriter } from "../board/note_writer.js" */
/** @import { Voice } from "../shared/announce.js" */

/**
 * What a part works with. `writer` and `say` are not there on the screen, `desk` only at control.
 * @typedef {object} Around
 * @property {PageData} page
 * @property {Live} live
 * @property {NoteWriter} [writer]
 * @property {Voice} [say]
 * @property {Desk} [desk]
 */
/** @typedef {{page: PageData, live: Live, writer: NoteWriter, say: Voice, desk: Desk}} AtControl */
/** @typedef {{page: PageData, live: Live, writer: NoteWriter, say: Voice}} OnPhone */
/** @typedef {{page: PageData, live: Live}} OnScreen */
/** @typedef {{start?: () => void, draw: () => void}} Part */
/**
 * How a part is made for the place where it stands on the page.
 * @template Around
 * @typedef {(root: HTMLElement, around: Around) => Part} Make
 */
/**
 * Where parts stand on the page, and how each is fetched.
 * @template Around
 * @typedef {Record<string, () => Promise<Make<Around>>>} Table
 */

/**
 * The panel of innovations is beside every board that needs them, also of another kind.
 * @type {Table<AtControl>}
 */
export const AT_CONTROL = {
  "#panel-innovations": async () => {
    const { InnovationPanel } = await import("./innovations_panel.js");
    return (root, { page, ...around }) => new InnovationPanel(root, page, around);
  },
  "[data-worksheet]": async () => {
    const { WorksheetDesk } = await import("./worksheet_desk.js");
    return (root, around) => new WorksheetDesk(root, around);
  },
  "[data-wheel-desk]": async () => {
    const { WheelDesk } = await import("./wheel_desk.js");
    return (root, around) => new WheelDesk(root, around);
  },
};

/** @type {Table<OnScreen>} */
export const ON_SCREEN = {
  "[data-innovation-wall]": async () => {
    const { Wall } = await import("./innovations_wall.js");
    return (root, { page, live }) => new Wall(root, page, live);
  },
  "[data-worksheet]": async () => {
    const { WorksheetWall } = await import("./worksheet_wall.js");
    return (root, { page, live }) => new WorksheetWall(root, page, live);
  },
  "[data-wheel-wall]": async () => {
    const { WheelWall } = await import("./wheel_wall.js");
    return (root, around) => new WheelWall(root, around);
  },
};

/** @type {Table<OnPhone>} */
export const ON_PHONE = {
  "[data-innovations]": async () => {
    const { Cards } = await import("./innovations_phone.js");
    return (root, { page, live, writer }) => new Cards(root, page, live, writer);
  },
  "[data-worksheet]": async () => {
    const { WorksheetPhone } = await import("./worksheet_phone.js");
    return (root, { page, live, writer }) => new WorksheetPhone(root, { page, live, writer });
  },
  "[data-wheel-phone]": async () => {
    const { WheelPhone } = await import("./wheel_phone.js");
    return (root, around) => new WheelPhone(root, around);
  },
};

/**
 * Fetch the parts of the kinds of boards that are on this page, before it goes live: what is pressed
 * or heard then finds them.
 * @template Around
 * @param {Table<Around>} table
 * @returns {Promise<(around: Around) => Part[]>}  makes them
 */
export async function fetched(table) {
  const all = Object.entries(table).map(async ([selector, fetchPart]) => {
    const roots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
    return { roots, make: roots.length > 0 ? await fetchPart() : null };
  });
  const here = await Promise.all(all);
  return (around) =>
    here.flatMap(({ roots, make }) => (make ? roots.map((root) => make(root, around)) : []));
}
