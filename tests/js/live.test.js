import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { connect } from "../../static/js/board/live.js";
import { backOff } from "../../static/js/board/transport.js";
import { commandIn } from "../../static/js/shared/forms.js";
import { statusText } from "../../static/js/shared/status.js";
import { format, plain } from "../../static/js/shared/text.js";

// A browser of our own: sockets and answers are made by the tests, time stands still.

class Socket extends EventTarget {
  static OPEN = 1;
  /** @type {Socket[]} */
  static all = [];
  readyState = 0;
  sent = [];

  constructor() {
    super();
    Socket.all.push(this);
  }

  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  hear(frame) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }

  cut() {
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }
}

/** @type {{url: string, body: any}[]} */
let requests = [];
/** @type {(request: {url: string, body: any}) => [number, any] | null} */
let answer = () => null;
let browser = new EventTarget();
let reloads = 0;

/** Let everything happen that waits for nothing but itself. */
async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

async function after(milliseconds) {
  mock.timers.tick(milliseconds);
  await settle();
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  mock.method(Math, "random", () => 1);
  Socket.all = [];
  requests = [];
  reloads = 0;
  answer = () => null;
  browser = new EventTarget();
  const document = Object.assign(new EventTarget(), {
    documentElement: { dataset: {} },
    hidden: false,
  });
  const fakes = {
    WebSocket: Socket,
    location: {
      href: "http://host/",
      reload: () => {
        reloads += 1;
      },
    },
    document,
    addEventListener: browser.addEventListener.bind(browser),
    requestAnimationFrame: (act) => setTimeout(act, 16),
    fetch: async (url, options = {}) => {
      const request = { url, body: options.body ? JSON.parse(options.body) : null };
      requests.push(request);
      const given = answer(request);
      if (!given) throw new TypeError("network");
      return new Response(JSON.stringify(given[1]), { status: given[0] });
    },
  };
  for (const [name, value] of Object.entries(fakes)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  mock.method(AbortSignal, "timeout", () => undefined);
});

/** @returns {any} */
function page(more = {}) {
  const sheets = { sh: { id: "sh", open: ["self", "team", "agreed"] } };
  return {
    role: "control",
    session: "s",
    csrf: "token",
    urls: { events: "/events/", commands: "/commands/", socket: "/ws/" },
    epoch: "e",
    heads: { team: 4 },
    state: {
      phase: "placing",
      door: "open",
      sheets,
      subjects: {},
      placements: {},
      notes: {},
      scores: {},
      doers: {},
      seats: {},
    },
    counts: { seats: 0, answered: {} },
    boards: {},
    me: null,
    texts: { not_understood: "?" },
    ...more,
  };
}

function heartbeat(team, more = {}) {
  return { heads: { team }, epoch: "e", counts: { seats: 0, answered: {} }, ...more };
}

function placed(team, id = `c${team}`, x = team) {
  const placement = { id: "p", sheet: "sh", subject: "a", layer: "team", seat: null, x, y: 1 };
  return { team, kind: "placed", id, at: "", data: { placement } };
}

const place = {
  kind: "place",
  placement: "p",
  sheet: "sh",
  subject: "a",
  layer: "team",
  x: 50,
  y: 1,
};

async function connected(more) {
  const live = connect(page(more));
  Socket.all[0].open();
  Socket.all[0].hear(heartbeat(4));
  await settle();
  return live;
}

test("a heartbeat makes it live", async () => {
  const live = await connected();

  assert.equal(live.status, "live");
  assert.equal(document.documentElement.dataset.live, "live");
});

test("events of the socket are taken in", async () => {
  const live = await connected();

  Socket.all[0].hear({ events: [placed(5)] });

  assert.equal(live.state.placements.p.x, 5);
  assert.equal(requests.length, 0);
});

test("a gap is fetched", async () => {
  const live = await connected();
  answer = () => [200, { epoch: "e", heads: { team: 6 }, events: [placed(5), placed(6)] }];

  Socket.all[0].hear({ events: [placed(6)] });
  await settle();

  assert.equal(requests[0].url, "/events/?since=4&epoch=e");
  assert.equal(live.state.placements.p.x, 6);
});

test("behind the first heartbeat it catches up at once", async () => {
  const live = connect(page());
  answer = () => [200, { epoch: "e", heads: { team: 5 }, events: [placed(5)] }];

  Socket.all[0].open();
  Socket.all[0].hear(heartbeat(5));
  await settle();

  assert.equal(live.state.placements.p.x, 5);
});

test("behind a later heartbeat it waits 3 seconds for the event itself", async () => {
  await connected();
  answer = () => [200, { epoch: "e", heads: { team: 5 }, events: [placed(5)] }];

  Socket.all[0].hear(heartbeat(5));
  await after(2900);
  assert.equal(requests.length, 0);

  await after(200);
  assert.equal(requests.length, 1);
});

test("another epoch replaces the state", async () => {
  const live = await connected();
  const state = { ...page().state, phase: "discussing" };
  answer = () => [200, { epoch: "f", heads: { team: 2 }, state }];

  Socket.all[0].hear(heartbeat(2, { epoch: "f" }));
  await settle();

  assert.equal(live.state.phase, "discussing");
});

test("12 seconds without a heartbeat is a dead line: fetch, and connect anew", async () => {
  const live = await connected();
  answer = () => [200, { epoch: "e", heads: { team: 4 }, events: [] }];

  await after(12_000);
  assert.equal(live.status, "polling");
  assert.equal(requests.length, 1);

  await after(15_000);
  assert.ok(Socket.all.length >= 2);
});

test("without a socket it polls, and says so", async () => {
  const live = connect(page());
  answer = () => [200, { epoch: "e", heads: { team: 4 }, events: [] }];

  Socket.all[0].cut();
  await settle();
  await after(1_000);
  Socket.all[1].cut();
  await settle();
  const before = requests.length;
  await after(2_500);

  assert.ok(requests.length > before);
  assert.equal(live.status, "polling");
});

test("when nobody answers it is offline, and comes back by itself", async () => {
  const live = await connected();

  Socket.all[0].cut();
  await settle();
  assert.equal(live.status, "offline");

  answer = () => [200, { epoch: "e", heads: { team: 5 }, events: [placed(5)] }];
  browser.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(live.status, "polling");
  assert.equal(live.state.placements.p.x, 5);
});

test("a closed session and a lost place are an end", async () => {
  for (const [status, end] of [
    [410, "closed"],
    [404, "gone"],
    [403, "gone"],
  ]) {
    const live = await connected();
    answer = () => [Number(status), {}];

    Socket.all.at(-1)?.hear({ bye: "revoked" });
    await settle();
    Socket.all = [];
    await after(60_000);

    assert.equal(live.status, end);
    assert.equal(Socket.all.length, 0);
    Socket.all = [];
  }
});

test("an own change is drawn at once, and sent with the token of the page", async () => {
  const live = await connected();
  answer = ({ body }) => [200, { accepted: { team: 5 }, id: body.id }];

  const answered = live.send(place);
  assert.equal(live.state.placements.p.x, 50);
  assert.equal(live.pending, 1);

  assert.deepEqual((await answered).accepted, { team: 5 });
  assert.equal(live.pending, 0);
  assert.equal(live.state.placements.p.x, 50);
});

test("a refused change is rolled back and told", async () => {
  const live = await connected();
  const refused = { code: "not_now", sentence: "No." };
  answer = ({ body }) => (body ? [409, { refused, id: body.id }] : null);
  const heard = [];
  live.onRefused(({ sentence }) => heard.push(sentence));

  assert.equal((await live.send(place)).refused?.code, "not_now");

  assert.deepEqual(live.state.placements, {});
  assert.deepEqual(heard, ["No."]);
});

test("without an answer the same id is sent again", async () => {
  const live = await connected();
  answer = ({ body }) => (body ? [503, {}] : null);
  live.send(place);
  await settle();
  answer = ({ body }) => [200, { accepted: { team: 5 }, id: body.id }];

  await after(1_000);

  const ids = requests.filter(({ body }) => body).map(({ body }) => body.id);
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1]);
  assert.equal(live.pending, 0);
});

test("two changes are sent one after the other", async () => {
  const live = await connected();
  /** @type {string[]} */
  const sent = [];
  answer = ({ body }) => {
    sent.push(body.x);
    return [200, { accepted: { team: 4 + sent.length }, id: body.id }];
  };

  await Promise.all([live.send(place), live.send({ ...place, x: 60 })]);

  assert.deepEqual(sent, [50, 60]);
});

test("an own drag goes out once per frame, and does not come back as news", async () => {
  const live = await connected();
  const heard = [];
  live.onDrags((drags) => heard.push(...drags));
  const drag = { p: "p", s: "a", sh: "sh", l: "team", x: 1, y: 1, c: "mine" };

  live.drag(drag);
  live.drag({ ...drag, x: 2 });
  await after(20);
  assert.deepEqual(Socket.all[0].sent, [{ drag: { ...drag, x: 2 } }]);

  Socket.all[0].hear({ drags: [drag] });
  assert.deepEqual(heard, []);
});

test("a drag of others ends by its event, by its end, or by silence", async () => {
  const live = await connected();
  const heard = [];
  live.onDrags((drags) => heard.push(...drags.map(({ c, end }) => `${c}${end ? " end" : ""}`)));
  const drag = (c) => ({ p: "p", s: "a", sh: "sh", l: "team", x: 1, y: 1, c });

  Socket.all[0].hear({ drags: [drag("one")] });
  Socket.all[0].hear({ events: [placed(5, "one")] });
  Socket.all[0].hear({ drags: [drag("one")] });
  Socket.all[0].hear({ drags: [drag("two"), { p: "p", c: "two", end: true }] });
  Socket.all[0].hear({ drags: [drag("three")] });
  await after(3_100);

  assert.deepEqual(heard, ["one", "one end", "two", "two end", "three", "three end"]);
});

test("back-off grows to 15 seconds, with full jitter", () => {
  assert.deepEqual(
    [0, 1, 2, 5, 9].map((attempt) => backOff(attempt, () => 1)),
    [500, 1000, 2000, 15000, 15000],
  );
  assert.equal(
    backOff(9, () => 0),
    0,
  );
});

test("the line about the connection", () => {
  assert.equal(statusText("live", 0), "saved");
  assert.equal(statusText("live", 2), "saving");
  assert.equal(statusText("polling", 0), "saved_slowly");
  assert.equal(statusText("offline", 2), "offline");
  assert.equal(statusText("offline", 0, true), "offline_watching");
  assert.equal(statusText("closed", 2), "closed");
});

test("texts are filled in, and compared without case and accents", () => {
  assert.equal(format("{name} is at {place}", { name: "A", place: "B" }), "A is at B");
  assert.equal(format("{unknown}"), "{unknown}");
  assert.equal(plain(" Fryslân "), "fryslan");
});

test("a form's command has neither its token nor its id, nor what is empty", () => {
  const fields = [
    ["csrfmiddlewaretoken", "t"],
    ["id", "x"],
    ["kind", "set_phase"],
    ["phase", "placing"],
    ["seat", ""],
  ];
  globalThis.FormData = /** @type {any} */ (
    class {
      *[Symbol.iterator]() {
        yield* fields;
      }
    }
  );

  assert.deepEqual(commandIn(/** @type {any} */ ({})), { kind: "set_phase", phase: "placing" });
});

test("a restart during which sockets fail is no reason to go on without them", async () => {
  answer = () => [200, { epoch: "e", heads: { team: 4 }, events: [] }];
  const live = await connected();

  Socket.all[0].cut();
  for (let tries = 1; tries <= 3; tries += 1) {
    await after(10_000);
    assert.equal(Socket.all.length, tries + 1);
    Socket.all[tries].cut();
    await settle();
  }

  assert.equal(live.status, "polling");
});

test("a phone says which seat it shows when it catches up, and hears its own events", async () => {
  const me = { seat: "m", subject: "a" };
  const event = { seat: 1, room: 4, kind: "seat_changed", id: "c", at: "", data: {} };
  answer = () => [200, { epoch: "e", heads: { room: 4, seat: 1 }, events: [event] }];
  globalThis.sessionStorage = { getItem: () => null, setItem() {}, removeItem() {} };
  const live = connect(page({ role: "seat", me, heads: { room: 4, seat: 0 } }));
  const heard = [];
  live.onEvents((events) => heard.push(...events));

  Socket.all[0].cut();
  await settle();

  assert.ok(requests[0].url.endsWith("?room=4&seat=0&me=m&epoch=e"));
  assert.deepEqual(heard, [event]);
});

const laidOut = {
  team: 5,
  kind: "set_up",
  id: "u",
  at: "",
  data: { sheets: { other: { id: "other", open: [] } }, subjects: [], subjects_gone: [] },
};

test("a table laid out anew is a fresh page, and nothing is drawn before it", async () => {
  const live = await connected();
  let drawn = 0;
  live.subscribe(() => {
    drawn += 1;
  });

  Socket.all[0].hear({ events: [laidOut] });

  assert.deepEqual([reloads, drawn], [1, 0]);
});

test("a fresh page waits for what is not sent, and for what is still typed", async () => {
  const live = await connected();
  let isTyping = true;
  live.holdRenewal(() => isTyping);
  answer = ({ body }) => (body ? [503, {}] : null);
  live.send(place);
  await settle();

  Socket.all[0].hear({ events: [laidOut] });
  assert.equal(reloads, 0);
  answer = ({ body }) => [200, { accepted: { team: 6 }, id: body.id }];
  await after(1_000);
  assert.equal(reloads, 0);

  isTyping = false;
  Socket.all[0].hear(heartbeat(5));

  assert.equal(reloads, 1);
});

test("a state with other sheets is a fresh page too", async () => {
  await connected();
  const state = { ...page().state, sheets: {} };
  answer = () => [200, { epoch: "f", heads: { team: 2 }, state }];

  Socket.all[0].hear(heartbeat(2, { epoch: "f" }));
  await settle();

  assert.equal(reloads, 1);
});
