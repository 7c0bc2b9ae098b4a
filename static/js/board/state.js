// What a page knows: a state and the numbers up to which it is true. Pure: no DOM, no network.
// The fold is that of boards/domain/replay.py (rule LOG1 of docs/protocol.md).

/** @import { BoardEvent, Counter, Heads, Layer, State, Subject, Update } from "./protocol.js" */

/**
 * `versions`: on a phone, per placement, which event said the last word (see `outranks`).
 * @typedef {{state: State, epoch: string, heads: Heads, versions: Map<string, number>}} Known
 */

/** @type {readonly Layer[]} */
const LAYERS = ["self", "team", "agreed"];

// What one event says of the session as a whole: it is the new state as it stands.
const COURSE_EVENTS = new Set([
  "prepared",
  "phase_changed",
  "door_changed",
  "sheet_shown",
  "question_asked",
  "timer_set",
  "placing_paused",
  "names_hidden",
  "check_opened",
  "session_closed",
]);
const NO_SHEET = {
  shown: null,
  beside: null,
  zoomed: null,
  about: null,
  gathered: null,
  asked: null,
};

/** @type {readonly Counter[]} */
const COUNTERS = ["team", "seat", "room"];

/**
 * What a page knows at its start, or from an answer that replaces everything.
 * @param {{state: State, epoch: string, heads: Heads}} snapshot
 * @returns {Known}
 */
export function know({ state, epoch, heads }) {
  return { state, epoch, heads: { ...heads }, versions: new Map() };
}

/**
 * Take in events in order. Already heard: ignored. A number skipped: stops there, with `gap`.
 * @param {Known} known
 * @param {readonly BoardEvent[]} events
 * @returns {{known: Known, gap: boolean, applied: BoardEvent[]}}
 */
export function receive(known, events) {
  /** @type {BoardEvent[]} */
  const applied = [];
  let gap = false;
  let now = known;
  for (const event of events) {
    const counter = counterOf(event);
    const number = event[counter] ?? 0;
    const last = now.heads[counter] ?? 0;
    if (number <= last) continue;
    if (number > last + 1) {
      gap = true;
      break;
    }
    now = take(now, event, counter);
    applied.push(event);
  }
  return { known: now, gap, applied };
}

/**
 * Take in what GET events answered: events, or a whole new state.
 * @param {Known} known
 * @param {Update} update
 * @returns {{known: Known, gap: boolean, applied: BoardEvent[], replaced: boolean}}
 */
export function update(known, update) {
  if (update.state) {
    const { state, epoch, heads } = update;
    return { known: know({ state, epoch, heads }), gap: false, applied: [], replaced: true };
  }
  const current = { ...known, epoch: update.epoch };
  return { ...receive(current, update.events ?? []), replaced: false };
}

/**
 * Whether a page that knows `mine` has not heard everything up to `theirs`.
 * @param {Heads} mine
 * @param {Heads} theirs
 */
export function isBehind(mine, theirs) {
  return COUNTERS.some((counter) => (theirs[counter] ?? 0) > (mine[counter] ?? 0));
}

/**
 * The counter that numbers an event: a seat's part also tells where it stands among the room's.
 * @param {BoardEvent} event
 * @returns {Counter}
 */
function counterOf(event) {
  return COUNTERS.find((counter) => event[counter] !== undefined) ?? "room";
}

/**
 * Carry out one event on a state; the given state stays as it was.
 * @param {State} state
 * @param {BoardEvent} event
 * @returns {State}
 */
export function applyEvent(state, event) {
  const { data } = event;
  const next = { ...state };
  if (isRow(data.subject)) next.subjects = withRow(state.subjects, data.subject);
  if (isRow(data.person)) next.subjects = withRow(next.subjects, data.person);
  if (isRow(data.placement)) next.placements = withRow(state.placements, data.placement);
  if (isRow(data.seat)) next.seats = withRow(state.seats ?? {}, data.seat);
  if (isRow(data.note)) next.notes = withRow(state.notes, data.note);
  if (isRow(data.score)) next.scores = withRow(state.scores, data.score);
  if (isRow(data.doer)) next.doers = withRow(state.doers, data.doer);
  if (data.mine) next.mine = data.mine;
  if (COURSE_EVENTS.has(event.kind)) return { ...next, ...data };
  switch (event.kind) {
    case "set_up":
      // A phone's own part has no table, only what it keeps of its own.
      return withRows(data.sheets ? laidOut(next, data) : next, data);
    case "taken_back":
      next.placements = without(state.placements, data.placement);
      return next;
    case "revealed":
      next.sheets = withOpenLayer(state.sheets, data.sheet, data.layer);
      return withRows(next, data);
    default:
      return withRows(next, data);
  }
}

/**
 * Carry out many events on a state; the given state stays as it was. Nobody sees the states in
 * between, so each of their lists is copied once and not at every event.
 * @param {State} state
 * @param {readonly BoardEvent[]} events
 * @returns {State}
 */
export function applyAll(state, events) {
  ownLists = new WeakSet();
  try {
    return events.reduce(applyEvent, state);
  } finally {
    ownLists = null;
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * The lists that were made while many events are carried out, and that nobody else has.
 * @type {WeakSet<object> | null}
 */
let ownLists = null;

/**
 * A list of rows that may be changed: a copy, unless it is one already.
 * @template Row
 * @param {Record<string, Row>} rows
 */
function ours(rows) {
  if (ownLists?.has(rows)) return rows;
  const copy = { ...rows };
  ownLists?.add(copy);
  return copy;
}

/**
 * A state with the table laid out anew: other sheets, and subjects that came or went.
 * @param {State} state
 * @param {{sheets: State["sheets"], subjects: Subject[], subjects_gone: string[]}} data
 * @returns {State}
 */
function laidOut(state, { sheets, subjects, subjects_gone }) {
  let there = state.subjects;
  for (const row of subjects) there = withRow(there, row);
  for (const id of subjects_gone) there = without(there, id);
  /**
   * @template {{sheet: string}} Row
   * @param {Record<string, Row>} rows
   */
  const kept = (rows) =>
    Object.fromEntries(Object.entries(rows).filter(([, { sheet }]) => sheet in sheets));
  const onTable = {
    notes: kept(state.notes),
    scores: kept(state.scores),
    doers: kept(state.doers),
  };
  return { ...state, ...NO_SHEET, sheets, subjects: there, ...onTable };
}

/**
 * A state with the many rows that one event changes at once.
 * @param {State} state
 * @param {Record<string, any>} data
 * @returns {State}
 */
function withRows(state, data) {
  const next = { ...state };
  for (const row of data.placements ?? []) next.placements = withRow(next.placements, row);
  for (const row of data.notes ?? []) next.notes = withRow(next.notes, row);
  for (const row of data.scores ?? []) next.scores = withRow(next.scores, row);
  for (const row of data.doers ?? []) next.doers = withRow(next.doers, row);
  for (const id of data.removed ?? []) {
    next.placements = without(next.placements, id);
    next.scores = without(next.scores, id);
  }
  if (next.seats && data.seat_gone) next.seats = without(next.seats, data.seat_gone);
  return next;
}

/**
 * @param {Known} known
 * @param {BoardEvent} event
 * @param {Counter} counter
 * @returns {Known}
 */
function take(known, event, counter) {
  const heads = { ...known.heads, [counter]: event[counter] };
  if (known.heads.seat === undefined) {
    return { ...known, heads, state: applyEvent(known.state, event) };
  }
  const { allowed, versions } = outranking(known, event);
  return { ...known, heads, versions, state: applyEvent(known.state, allowed) };
}

/**
 * The room's events and a seat's own arrive independently. Per placement, and score, the higher room number
 * has the last word, on a tie the seat's event; what comes too late for that is left out.
 * @param {Known} known
 * @param {BoardEvent} event
 */
function outranking(known, event) {
  const rank = 2 * (event.room ?? 0) + (event.seat === undefined ? 0 : 1);
  const versions = new Map(known.versions);
  /** @param {string} id */
  const outranks = (id) => {
    if (rank < (versions.get(id) ?? 0)) return false;
    versions.set(id, rank);
    return true;
  };
  const data = { ...event.data };
  if (isRow(data.placement) && !outranks(data.placement.id)) delete data.placement;
  if (event.kind === "taken_back" && !outranks(data.placement)) delete data.placement;
  if (data.placements && event.kind !== "prepared") {
    data.placements = data.placements.filter((/** @type {{id: string}} */ row) => outranks(row.id));
  }
  if (isRow(data.score) && !outranks(data.score.id)) delete data.score;
  if (data.scores && event.kind !== "prepared") {
    data.scores = data.scores.filter((/** @type {{id: string}} */ row) => outranks(row.id));
  }
  if (isRow(data.note) && !outranks(data.note.id)) delete data.note;
  if (data.notes && event.kind !== "prepared") {
    data.notes = data.notes.filter((/** @type {{id: string}} */ row) => outranks(row.id));
  }
  if (data.removed) data.removed = data.removed.filter(outranks);
  return { allowed: { ...event, data }, versions };
}

/**
 * @param {unknown} value
 * @returns {value is {id: string}}
 */
function isRow(value) {
  return typeof value === "object" && value !== null && "id" in value;
}

/**
 * Rows with this one as the latest: their order is the order in which they last changed, as in
 * the server's snapshots.
 * @template {{id: string}} Row
 * @param {Record<string, Row>} rows
 * @param {Row} row
 * @returns {Record<string, Row>}
 */
export function withRow(rows, row) {
  const next = ours(rows);
  delete next[row.id];
  next[row.id] = row;
  return next;
}

/**
 * @template Row
 * @param {Record<string, Row>} rows
 * @param {string} id
 * @returns {Record<string, Row>}
 */
export function without(rows, id) {
  const next = ours(rows);
  delete next[id];
  return next;
}

/**
 * @param {State["sheets"]} sheets
 * @param {string} id
 * @param {Layer} opened
 */
function withOpenLayer(sheets, id, opened) {
  const sheet = sheets[id];
  const open = LAYERS.filter((layer) => sheet.open.includes(layer) || layer === opened);
  return { ...sheets, [id]: { ...sheet, open } };
}
