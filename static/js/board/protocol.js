// What travels between page and server (docs/protocol.md), as types: browsers never load this.

/** @typedef {"control" | "screen" | "seat"} Role */
/** @typedef {"self" | "team" | "agreed"} Layer */
/** @typedef {"preparing" | "meaning" | "placing" | "revealing" | "discussing" | "closed"} Phase */
/** @typedef {"live" | "polling" | "offline" | "closed" | "gone"} Status */

/**
 * The last numbers that a page has heard, in its own audience: control `team`, screen `room`,
 * a phone `room` and `seat`.
 * @typedef {{team?: number, room?: number, seat?: number}} Heads
 */
/** @typedef {"team" | "room" | "seat"} Counter */

/** @typedef {{id: string, board: string, filling: string, open: Layer[]}} Sheet */
/** @typedef {{id: string, name: string, lines: string[], kind: string, missing: boolean}} Subject */
/**
 * A participant; `phone`: whether a phone holds the seat.
 * @typedef {{id: string, subject: string, person: string | null, phone: boolean}} Seat
 */
/**
 * Where a subject lies on a sheet: the middle of its post-it in millimetres on 420 × 297.
 * @typedef {object} Placement
 * @property {string} id
 * @property {string} sheet
 * @property {string} subject
 * @property {Layer} layer
 * @property {string | null} seat
 * @property {boolean} unknown  "I don't know": an answer that lies nowhere
 * @property {string | null} element
 * @property {number | null} x
 * @property {number | null} y
 * @property {boolean} on_behalf
 */
/**
 * What an element of a sheet means to us; `version` counts its changes, an empty text is none.
 * @typedef {object} Note
 * @property {string} id
 * @property {string} sheet
 * @property {"meaning"} about
 * @property {string} element
 * @property {number} version
 * @property {string} text
 */

/**
 * What one viewer may know now.
 * @typedef {object} State
 * @property {Phase} phase
 * @property {"open" | "closed"} door
 * @property {Record<string, Sheet>} sheets
 * @property {Record<string, Subject>} subjects
 * @property {Record<string, Placement>} placements
 * @property {Record<string, Note>} notes
 * @property {string | null} [shown]  the sheet that the screen shows large
 * @property {Record<string, Seat>} [seats]  only at control
 */
/** @typedef {{seats: number, answered: Record<string, number>}} Counts */

/**
 * One numbered event, as one audience hears it.
 * @typedef {object} BoardEvent
 * @property {number} [team]
 * @property {number} [room]
 * @property {number} [seat]
 * @property {string} kind
 * @property {string} id  of the command that made it
 * @property {string} at
 * @property {string} [by]
 * @property {any} data
 */

/**
 * @typedef {object} Place
 * @property {"place"} kind
 * @property {string} [id]
 * @property {string} placement
 * @property {string} sheet
 * @property {string} subject
 * @property {Layer} layer
 * @property {string | null} [seat]
 * @property {string} [element]
 * @property {number} [x]
 * @property {number} [y]
 * @property {"open" | "hidden"} visibility
 */
/**
 * @typedef {object} SayUnknown
 * @property {"say_unknown"} kind
 * @property {string} [id]
 * @property {string} placement
 * @property {string} sheet
 * @property {"open" | "hidden"} visibility
 */
/** @typedef {{kind: "take_back", id?: string, placement: string}} TakeBack */
/** @typedef {{kind: "tidy_up", id?: string, sheet: string, element?: string}} TidyUp */
/**
 * @typedef {{kind: "put_on_table", id?: string, name: string}
 *   | {kind: "set_phase", id?: string, phase: Phase}
 *   | {kind: "show_sheet", id?: string, sheet?: string}
 *   | {kind: "reveal_sheet", id?: string, sheet: string, layer: Layer}
 *   | {kind: "open_door" | "close_door" | "close_session", id?: string}} Course
 */
/**
 * @typedef {{kind: "change_organisation", id?: string, seat?: string, subject?: string, name?: string}
 *   | {kind: "leave", id?: string}
 *   | {kind: "remove_seat" | "take_phone_away", id?: string, seat: string}
 *   | {kind: "merge_seats", id?: string, seat: string, into: string}} Seating
 */
/**
 * @typedef {object} WriteNote
 * @property {"write_note"} kind
 * @property {string} [id]
 * @property {string} sheet
 * @property {"meaning"} about
 * @property {string} element
 * @property {number} based_on  the version that the writer saw, 0 for none
 * @property {string} text
 */
/** @typedef {Place | SayUnknown | TakeBack | TidyUp | WriteNote | Course | Seating} Command */

/** @typedef {{code: string, sentence: string, [extra: string]: unknown}} Refusal */
/** @typedef {{accepted?: Record<string, number | null>, refused?: Refusal, id: string | null}} Answer */

/**
 * Weather: a post-it on its way, never stored.
 * @typedef {object} Drag
 * @property {string} p  placement
 * @property {string} c  the id that the drop's command will have
 * @property {string} [s]  subject
 * @property {string} [sh]  sheet
 * @property {Layer} [l]
 * @property {number} [x]
 * @property {number} [y]
 * @property {boolean} [end]
 */

/**
 * What GET events answers.
 * @typedef {object} Update
 * @property {string} epoch
 * @property {Heads} heads
 * @property {BoardEvent[]} [events]
 * @property {State} [state]  instead of events, when those cannot bring this page up to date
 * @property {Counts} [counts]
 */
/**
 * What the socket brings: events, a heartbeat, weather, or a goodbye.
 * @typedef {object} Frame
 * @property {BoardEvent[]} [events]
 * @property {Heads} [heads]
 * @property {string} [epoch]
 * @property {Counts} [counts]
 * @property {{seats: number}} [presence]
 * @property {Drag[]} [drags]
 * @property {"resync" | "revoked"} [bye]
 */

/** @typedef {[number, number]} Spot */
/**
 * @typedef {object} BoardElement
 * @property {string} id
 * @property {string} title
 * @property {string} text
 * @property {Spot} label
 * @property {[number, number, number, number] | null} [drawing]
 * @property {Spot[] | null} [polygon]
 * @property {[number, number, number, number] | null} [rectangle]
 * @property {[number, number, number, number] | null} [ellipse]
 * @property {string[]} questions
 */
/**
 * @typedef {object} Board
 * @property {string} title
 * @property {string} purpose
 * @property {string} instruction
 * @property {{id: string, title: string, text: string, steps: string[]}} filling
 * @property {string} picture
 * @property {BoardElement[]} elements
 */
/**
 * @typedef {object} PageData
 * @property {Role} role
 * @property {string} session
 * @property {string} csrf
 * @property {{events: string, commands: string, socket: string}} urls
 * @property {string} epoch
 * @property {Heads} heads
 * @property {State} state
 * @property {Counts} counts
 * @property {Record<string, Board>} boards
 * @property {{seat: string, subject: string} | null} me
 * @property {string | null} [actor]  whose changes these are; null on the screen
 * @property {boolean} facilitates
 * @property {Record<string, string>} texts
 */

// Types only, but a module: without this, `@import` would not find them.
export {};
