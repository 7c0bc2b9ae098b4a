// One text that several people may write: what is typed here, what it is based on, and what
// somebody else made of it meanwhile. No words are lost: who typed them chooses. Pure.

/** @import { Answer, Note } from "./protocol.js" */

/** @typedef {Pick<Note, "version" | "text">} Version */
/**
 * Words that the server does not have yet, as a reload may find them: what they were based on, and
 * what of them was on its way.
 * @typedef {{text: string, base: Version, sent: string | null}} Kept
 */

/** As boards/protocol.py says, of what an element means and of all other texts. */
export const MOST_LETTERS = 600;
export const MOST_IN_A_NOTE = 2_000;

/** @type {Version} */
const NOTHING = { version: 0, text: "" };

export class Draft {
  /** What stands in the field. */
  text;
  /** What somebody else wrote, as long as the writer has not chosen. @type {Version | null} */
  theirs = null;
  /** Why the server did not take it, in plain words. */
  refusal = "";

  /** @type {Version} what the text is based on */
  #base;
  /** @type {{based_on: number, text: string} | null} what is on its way to the server */
  #sent = null;
  /** @type {string | null} what was on its way when the page was loaded again */
  #sentBefore = null;

  /**
   * @param {Version} [known]
   * @param {number} [most]  how many letters it may have
   */
  constructor(known = NOTHING, most = MOST_LETTERS) {
    this.#base = known;
    this.text = known.text;
    this.most = most;
  }

  /** Whether there are words here that the server does not have. */
  get isUnsaved() {
    return !isSame(this.text, this.#base.text);
  }

  /** Whether it waits for an answer. */
  get isSending() {
    return this.#sent !== null;
  }

  get isTooLong() {
    return this.text.length > this.most;
  }

  /** What a reload must not lose, if anything. @returns {Kept | null} */
  get kept() {
    if (!this.isUnsaved && !this.isSending) return null;
    return { text: this.text, base: this.#base, sent: this.#sent?.text ?? this.#sentBefore };
  }

  /**
   * Take in what the writer typed.
   * @param {string} text
   */
  type(text) {
    this.text = text;
    this.refusal = "";
    if (this.theirs && isSame(text, this.theirs.text)) this.#adopt(this.theirs);
  }

  /**
   * What must be sent now, if anything: one change at a time, and nothing before a choice.
   * @returns {{based_on: number, text: string} | null}
   */
  next() {
    const mayGo = this.isUnsaved && !this.isSending && !this.isTooLong;
    if (!mayGo || this.theirs || this.refusal) return null;
    this.#sent = { based_on: this.#base.version, text: this.text };
    return this.#sent;
  }

  /**
   * Take in the answer to what was sent.
   * @param {Answer} answer
   */
  answered({ refused }) {
    const sent = this.#sent;
    this.#sent = null;
    if (!sent) return;
    if (!refused) {
      this.#base = { version: sent.based_on + 1, text: sent.text };
    } else if (refused.code === "text_changed") {
      this.#meet(/** @type {Version | null} */ (refused.present) ?? NOTHING);
    } else {
      this.refusal = refused.sentence;
    }
  }

  /**
   * Take in the text as everybody knows it now.
   * @param {Version} [known]
   */
  hear(known = NOTHING) {
    if (this.isSending || known.version < this.#base.version) return;
    if (known.version > this.#base.version) this.#meet(known);
    else if (!this.isUnsaved) this.#adopt(known);
  }

  /**
   * Words that stood here before a reload. What was on its way then may still come in: that is no
   * text of somebody else.
   * @param {Kept} kept
   */
  restore({ text, base, sent }) {
    const known = this.#base;
    this.text = text;
    this.#base = base;
    this.#sentBefore = sent;
    this.hear(known);
  }

  /**
   * Words that were sent before a reload, and not taken: the writer chooses after all.
   * @param {string} text
   */
  recover(text) {
    this.#sentBefore = null;
    const isHere = this.isUnsaved && tidy(this.text).includes(tidy(text));
    if (this.isSending || isHere || isSame(text, this.#base.text)) return;
    this.theirs ??= this.#base;
    this.text = this.isUnsaved ? `${text}\n${this.text}` : text;
  }

  /**
   * Choose between two texts, or keep both under each other.
   * @param {"mine" | "theirs" | "both"} choice
   */
  choose(choice) {
    const { theirs } = this;
    if (!theirs) return;
    this.#base = theirs;
    this.theirs = null;
    if (choice === "theirs") this.text = theirs.text;
    if (choice === "both") this.text = `${theirs.text}\n${this.text}`;
  }

  // Private

  /** @param {Version} known */
  #meet(known) {
    const isFree = !this.theirs && !this.isUnsaved;
    if (isFree || isSame(this.text, known.text)) this.#adopt(known);
    else if (this.#isOwn(known)) this.#base = known;
    else this.theirs = known;
  }

  /**
   * Whether this is what was on its way when the page was loaded again.
   * @param {Version} known
   */
  #isOwn({ version, text }) {
    const sent = this.#sentBefore;
    return sent !== null && version === this.#base.version + 1 && isSame(text, sent);
  }

  /** @param {Version} known */
  #adopt(known) {
    this.#base = known;
    this.theirs = null;
    if (!isSame(this.text, known.text)) this.text = known.text;
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * Whether two texts say the same: the server drops space around a text and at the end of lines.
 * @param {string} one
 * @param {string} other
 */
function isSame(one, other) {
  return tidy(one) === tidy(other);
}

/** @param {string} text */
function tidy(text) {
  const lines = text.normalize("NFC").replace(/\r\n?/g, "\n").split("\n");
  return lines
    .map((line) =>
      line
        .replace(/\t/g, " ")
        .replace(/[\p{Cc}\p{Cf}\p{Co}]/gu, "")
        .trimEnd(),
    )
    .join("\n")
    .trim();
}
