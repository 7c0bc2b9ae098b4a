import assert from "node:assert/strict";
import { test } from "node:test";

import { Draft, MOST_IN_A_NOTE } from "../../static/js/board/draft.js";

const accepted = { accepted: { team: 5 }, id: "c" };

/** @returns {any} */
function changed(present) {
  return { refused: { code: "text_changed", sentence: "Somebody else.", present }, id: "c" };
}

/** A draft of "Regen", version 3, in which "Regen en wind" is typed. */
function typed() {
  const draft = new Draft({ version: 3, text: "Regen" });
  draft.type("Regen en wind");
  return draft;
}

test("what is typed is sent once, on what it is based on", () => {
  const draft = typed();

  assert.deepEqual(draft.next(), { based_on: 3, text: "Regen en wind" });
  assert.equal(draft.next(), null);
  draft.answered(accepted);

  assert.equal(draft.isUnsaved, false);
  assert.equal(draft.next(), null);
});

test("the first text is based on none", () => {
  const draft = new Draft();
  draft.type("Kennis");

  assert.deepEqual(draft.next(), { based_on: 0, text: "Kennis" });
});

test("space around a text is nothing to save", () => {
  const draft = new Draft({ version: 1, text: "Regen\nWind" });

  draft.type("  Regen \r\nWind\n\n");

  assert.equal(draft.isUnsaved, false);
  assert.equal(draft.next(), null);
});

test("what is typed while the answer is awaited is sent after it, on the new version", () => {
  const draft = typed();
  draft.next();
  draft.type("Regen en wind en zon");
  assert.equal(draft.next(), null);

  draft.answered(accepted);
  draft.hear({ version: 4, text: "Regen en wind" });

  assert.equal(draft.text, "Regen en wind en zon");
  assert.deepEqual(draft.next(), { based_on: 4, text: "Regen en wind en zon" });
});

test("the own event may come in before the answer", () => {
  const draft = typed();
  draft.next();

  draft.hear({ version: 4, text: "Regen en wind" });
  draft.answered(accepted);

  assert.deepEqual([draft.theirs, draft.isUnsaved], [null, false]);
});

test("a text of somebody else comes in where nothing is unsaved", () => {
  const draft = new Draft({ version: 3, text: "Regen" });

  draft.hear({ version: 4, text: "Kennis" });

  assert.deepEqual([draft.text, draft.theirs, draft.isUnsaved], ["Kennis", null, false]);
});

test("an older text is no news", () => {
  const draft = new Draft({ version: 3, text: "Regen" });

  draft.hear({ version: 2, text: "Kennis" });
  draft.hear();

  assert.equal(draft.text, "Regen");
});

test("unsaved words stay, and nothing is sent before a choice", () => {
  const draft = typed();

  draft.hear({ version: 4, text: "Kennis" });

  assert.deepEqual([draft.text, draft.theirs?.text], ["Regen en wind", "Kennis"]);
  assert.equal(draft.next(), null);
});

test("a refusal shows the other text too", () => {
  const draft = typed();
  draft.next();

  draft.answered(changed({ version: 5, text: "Kennis" }));

  assert.deepEqual([draft.text, draft.theirs?.text], ["Regen en wind", "Kennis"]);
});

test("a refusal for the same text is no conflict", () => {
  const draft = typed();
  draft.next();

  draft.answered(changed({ version: 4, text: "Regen en wind" }));

  assert.deepEqual([draft.theirs, draft.isUnsaved], [null, false]);
});

test("of two choices each has its text", () => {
  for (const [choice, text] of /** @type {const} */ ([
    ["mine", "Regen en wind"],
    ["theirs", "Kennis"],
    ["both", "Kennis\nRegen en wind"],
  ])) {
    const draft = typed();
    draft.hear({ version: 7, text: "Kennis" });

    draft.choose(choice);

    assert.deepEqual([draft.text, draft.theirs], [text, null]);
    assert.deepEqual(draft.next(), choice === "theirs" ? null : { based_on: 7, text });
  }
});

test("a third text replaces the second one in the choice", () => {
  const draft = typed();
  draft.hear({ version: 4, text: "Kennis" });

  draft.hear({ version: 5, text: "Kennis en geld" });

  assert.deepEqual([draft.text, draft.theirs?.text], ["Regen en wind", "Kennis en geld"]);
});

test("typing what the other wrote ends the choice", () => {
  const draft = typed();
  draft.hear({ version: 4, text: "Kennis" });

  draft.type("Kennis");

  assert.deepEqual([draft.theirs, draft.isUnsaved], [null, false]);
});

test("another refusal is said, and not asked again until something is typed", () => {
  const draft = typed();
  draft.next();

  draft.answered({ refused: { code: "closed", sentence: "This session is closed." }, id: "c" });

  assert.deepEqual([draft.refusal, draft.next()], ["This session is closed.", null]);
  assert.equal(draft.isUnsaved, true);
  draft.type("Regen en zon");
  assert.deepEqual(draft.next(), { based_on: 3, text: "Regen en zon" });
});

test("a text that is too long is not sent", () => {
  const draft = typed();

  draft.type("a".repeat(601));
  assert.deepEqual([draft.isTooLong, draft.next()], [true, null]);

  draft.type("a".repeat(600));
  assert.equal(draft.next()?.text.length, 600);
});

test("words that were refused after a reload come back beside the present text", () => {
  const draft = new Draft({ version: 4, text: "Geld" });

  draft.recover("Kennis");

  assert.deepEqual([draft.text, draft.theirs?.text, draft.next()], ["Kennis", "Geld", null]);
  draft.choose("both");
  assert.deepEqual(draft.next(), { based_on: 4, text: "Geld\nKennis" });
});

test("words that are on their way are not brought back twice", () => {
  const draft = typed();
  draft.next();

  draft.recover("Regen en wind");

  assert.deepEqual([draft.text, draft.theirs], ["Regen en wind", null]);
});

test("words that were typed before a reload stand there again, on what they were based on", () => {
  const before = typed();
  const draft = new Draft({ version: 3, text: "Regen" });

  draft.restore(/** @type {any} */ (before.kept));

  assert.deepEqual([draft.text, draft.theirs], ["Regen en wind", null]);
  assert.deepEqual(draft.next(), { based_on: 3, text: "Regen en wind" });
});

test("after a reload, what somebody else wrote meanwhile stands beside the own words", () => {
  const draft = new Draft({ version: 4, text: "Kennis" });

  draft.restore(/** @type {any} */ (typed().kept));

  assert.deepEqual([draft.text, draft.theirs?.text], ["Regen en wind", "Kennis"]);
  assert.equal(draft.next(), null);
});

test("what was on its way at a reload, and comes in after it, is no text of somebody else", () => {
  const before = typed();
  before.next();
  before.type("Regen en wind en zon");
  const draft = new Draft({ version: 3, text: "Regen" });
  draft.restore(/** @type {any} */ (before.kept));

  draft.hear({ version: 4, text: "Regen en wind" });

  assert.deepEqual([draft.text, draft.theirs], ["Regen en wind en zon", null]);
  assert.deepEqual(draft.next(), { based_on: 4, text: "Regen en wind en zon" });
});

test("words that stand in the field already are not brought back under it", () => {
  const before = typed();
  before.next();
  const draft = new Draft({ version: 4, text: "Kennis" });
  draft.restore(/** @type {any} */ (before.kept));

  draft.recover("Regen en wind");

  assert.deepEqual([draft.text, draft.theirs?.text], ["Regen en wind", "Kennis"]);
});

test("nothing is kept of what is saved", () => {
  const draft = typed();
  draft.next();
  assert.deepEqual(draft.kept, {
    text: "Regen en wind",
    base: { version: 3, text: "Regen" },
    sent: "Regen en wind",
  });

  draft.answered(accepted);

  assert.equal(draft.kept, null);
});

test("other texts may be longer", () => {
  const draft = new Draft(undefined, MOST_IN_A_NOTE);

  draft.type("a".repeat(2000));
  assert.equal(draft.isTooLong, false);

  draft.type("a".repeat(2001));
  assert.equal(draft.isTooLong, true);
});
