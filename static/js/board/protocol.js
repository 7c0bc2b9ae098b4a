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
/**
 * What lies on the table. `of`: of a person, the organisation that they speak for. `gone`: taken off
 * the table, with what is said of it; `into`: merged into that one.
 * @typedef {object} Subject
 * @property {string} id
 * @property {string} name
 * @property {string[]} lines
 * @property {string} kind
 * @property {boolean} missing
 * @property {string | null} of
 * @property {"organisation" | "person" | "innovation"} what
 * @property {boolean} gone
 * @property {string | null} into
 */
/**
 * A number that somebody gave: a grade, energy, bars of a wheel, a tick (1); null: none, or none any
 * more. `about`: of a wheel for one result, that innovation.
 * @typedef {object} Score
 * @property {string} id
 * @property {string} sheet
 * @property {string} subject
 * @property {string | null} about
 * @property {Layer} layer
 * @property {string | null} seat
 * @property {string} aspect
 * @property {number | null} value
 * @property {boolean} circled
 * @property {boolean} on_behalf
 */
/**
 * A partner named in a column of a worksheet as who sees to it; crossed out again: not `named`.
 * @typedef {{id: string, sheet: string, subject: string, element: string, partner: string, name: string, named: boolean}} Doer
 */
/**
 * What a participant said beside placing; "" and null: nothing yet.
 * @typedef {object} Mine
 * @property {string | null} person  the subject that they are themselves, where persons are placed
 * @property {Phase | ""} ready_in  the phase in which they said "ik ben klaar"
 * @property {string | null} favourite  the sheet that speaks to them most
 * @property {"yes" | "partly" | "no" | ""} enough  the check before closing
 * @property {string[]} shown  sheets on which they alone saw where the facilitators see them
 */
/**
 * A participant; `phone`: whether a phone holds the seat.
 * @typedef {{id: string, subject: string, phone: boolean} & Mine} Seat
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
 * A text that belongs to a sheet; `version` counts its changes, an empty text is none.
 * @typedef {object} Note
 * @property {string} id
 * @property {string} sheet
 * @property {"meaning" | "answer" | "reaction" | "note" | "cell" | "reason"} about
 * @property {string} element  "" for none
 * @property {string} question  "" for none
 * @property {string | null} subject
 * @property {string | null} seat  the participant who wrote it; null: the facilitators together
 * @property {"team" | "room"} audience
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
 * @property {Record<string, Score>} scores
 * @property {Record<string, Doer>} doers
 * @property {Mine} mine  on a phone: what it said itself
 * @property {string | null} shown  the sheet that the screen shows large
 * @property {string | null} beside  another way of filling it in, on that picture too
 * @property {string | null} zoomed  the element that fills the screen
 * @property {string | null} about  the subject whose sheet is shown, where each has one
 * @property {string | null} gathered  where phones were brought
 * @property {{sheet: string, question: string} | null} asked
 * @property {{ends_at: string, seconds: number} | null} timer
 * @property {boolean} paused  phones place nothing now
 * @property {boolean} names_hidden  on the screen
 * @property {boolean} checking  the check before closing is open
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
 * @property {string} [subject]
 * @property {"open" | "hidden"} visibility
 */
/** @typedef {{kind: "take_back", id?: string, placement: string}} TakeBack */
/** @typedef {{kind: "tidy_up", id?: string, sheet: string, element?: string}} TidyUp */
/**
 * @typedef {{kind: "put_on_table", id?: string, name: string, of?: string, missing?: boolean}
 *   | {kind: "set_phase", id?: string, phase: Phase}
 *   | {kind: "show_sheet", id?: string, sheet?: string, beside?: string, element?: string, subject?: string, everyone?: boolean}
 *   | {kind: "reveal_sheet", id?: string, sheet: string, layer: Layer, seat?: string}
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
 * @property {"meaning" | "answer" | "reaction" | "note" | "cell" | "reason"} about
 * @property {string} [element]
 * @property {string} [question]
 * @property {string} [subject]
 * @property {number} based_on  the version that the writer saw, 0 for none
 * @property {string} text
 */
/**
 * What is said beside placing, and what facilitators set for the room (docs/protocol.md).
 * @typedef {{kind: "undo", id?: string, command: string}
 *   | {kind: "share_note", id?: string, note: string}
 *   | {kind: "ask", id?: string, sheet?: string, question?: string}
 *   | {kind: "set_timer", id?: string, seconds: number}
 *   | {kind: "pause_placing", id?: string, paused: boolean}
 *   | {kind: "hide_names", id?: string, hidden: boolean}
 *   | {kind: "open_check", id?: string}
 *   | {kind: "answer_check", id?: string, enough: "yes" | "partly" | "no"}
 *   | {kind: "say_ready", id?: string, ready: boolean}
 *   | {kind: "choose_board", id?: string, sheet: string}
 *   | {kind: "introduce", id?: string, seat?: string, subject?: string, name?: string}
 *   | {kind: "add_seat", id?: string, subject?: string, name?: string}
 *   | {kind: "add_action" | "change_action" | "finish_action", id?: string, action: string, [field: string]: unknown}} Talk
 */
/**
 * What is said of innovations and of ownership (docs/protocol.md).
 * @typedef {{kind: "give_score", id?: string, sheet: string, subject: string, about?: string, layer: Layer, seat?: string, aspect: string, value?: number, visibility: "open" | "hidden"}
 *   | {kind: "circle", id?: string, sheet: string, subject: string, about?: string, aspect: string, circled: boolean}
 *   | {kind: "name_doer", id?: string, sheet: string, subject: string, element: string, partner: string, named: boolean}
 *   | {kind: "add_innovation", id?: string, subject: string, name: string, problem?: string}
 *   | {kind: "merge_innovations", id?: string, subject: string, into: string}
 *   | {kind: "drop_innovation", id?: string, subject: string, dropped: boolean}} Results
 */
/** @typedef {Place | SayUnknown | TakeBack | TidyUp | WriteNote | Course | Seating | Talk | Results} Command */

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
 * @property {string} [now]  by the server's clock
 */
/**
 * What the socket brings: events, a heartbeat, weather, or a goodbye.
 * @typedef {object} Frame
 * @property {BoardEvent[]} [events]
 * @property {Heads} [heads]
 * @property {string} [epoch]
 * @property {Counts} [counts]
 * @property {{seats: number}} [presence]
 * @property {string} [now]  by the server's clock
 * @property {Drag[]} [drags]
 * @property {"resync" | "revoked"} [bye]
 */

/** @typedef {[number, number]} Spot */
/**
 * @typedef {object} BoardElement
 * @property {string} id
 * @property {string} title
 * @property {string | null} [short]  its name on the picture, where that is shorter
 * @property {string} text
 * @property {Spot} label
 * @property {[number, number, number, number] | null} [drawing]
 * @property {Spot[] | null} [polygon]
 * @property {[number, number, number, number] | null} [rectangle]
 * @property {[number, number, number, number] | null} [ellipse]
 * @property {string[]} questions
 * @property {string | null} [group]
 * @property {string | null} [own]  what a participant reads of it on the phone
 * @property {string | null} [motto]
 * @property {string[]} [criteria]  ticks: the first has the id `<element>-tick-1`
 * @property {boolean} [one_is_enough]
 * @property {boolean} [graded]  what lies here is graded on the board's aspects
 */
/** @typedef {{id: string, goal: "team" | "participant", text: string, element: string | null}} Question */
/**
 * @typedef {object} Board
 * @property {"zones" | "worksheet" | "wheel"} kind
 * @property {string} title
 * @property {string} purpose
 * @property {string} instruction
 * @property {{id: string, title: string, text: string, places: string, steps: string[], results: boolean}} filling
 * @property {string} picture
 * @property {BoardElement[]} elements  where something can lie: groups too where they are a step
 * @property {string[]} groups  the ids of those that are groups
 * @property {Question[]} questions
 * @property {{low: number, high: number, low_means: string, high_means: string} | null} scale
 * @property {{id: string, title: string, text: string}[]} aspects
 * @property {{id: string, title: string, text: string, doers: boolean}[]} rows
 * @property {{element: string, needs: string[], any_of: string[], lacks: string[]}[]} advice
 * @property {{first: string, second: string, title: string}[]} pairs  ways of filling in that go on
 *   one picture
 */
/**
 * @typedef {object} PageData
 * @property {Role} role
 * @property {string} session
 * @property {string} csrf
 * @property {{events: string, commands: string, socket: string, [name: string]: string}} urls
 * @property {string} epoch
 * @property {Heads} heads
 * @property {State} state
 * @property {Counts} counts
 * @property {Record<string, Board>} boards
 * @property {{seat: string, subject: string} | null} me
 * @property {string | null} [actor]  whose changes these are; null on the screen
 * @property {boolean} facilitates
 * @property {boolean} [paper]  at control: whether it is entered from paper
 * @property {{id: string, name: string}[]} [partners]  at control with a worksheet: who can see to
 *   something
 * @property {Record<string, string>} texts
 */

// Types only, but a module: without this, `@import` would not find them.
export {};
