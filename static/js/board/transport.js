// The edge to the network: one GET, one POST, one socket. No decisions beyond "try again".

/** @import { Answer, Command, Frame, Heads, PageData, Update } from "./protocol.js" */

const ANSWER_WITHIN_MS = 10_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/** @typedef {{update: Update} | {failed: "unreachable" | "gone" | "closed"}} Fetched */

/**
 * Wait longer each time, and never all at once: a room full of phones comes back together.
 * @param {number} attempt  0 for the first retry
 * @param {() => number} [random]
 * @returns {number}  milliseconds
 */
export function backOff(attempt, random = Math.random) {
  return random() * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
}

/**
 * Fetch what this page has missed. A phone says which seat it shows: that of its cookie may have
 * become another one, and then this page is out.
 * @param {Pick<PageData, "urls" | "me">} page
 * @param {Heads} heads
 * @param {string} epoch
 * @returns {Promise<Fetched>}
 */
export async function fetchSince({ urls, me }, heads, epoch) {
  const { team, room, seat } = heads;
  const cursor =
    seat === undefined ? `since=${team ?? room}` : `room=${room}&seat=${seat}&me=${me?.seat}`;
  const response = await reach(`${urls.events}?${cursor}&epoch=${encodeURIComponent(epoch)}`);
  if (!response || response.status === 429 || response.status >= 500) {
    return { failed: "unreachable" };
  }
  if (response.status === 410) return { failed: "closed" };
  if (!response.ok) return { failed: "gone" };
  const update = await json(response);
  return update ? { update } : { failed: "unreachable" };
}

/**
 * Send one command. Null: no answer, so send it again under the same id.
 * @param {PageData} page
 * @param {Command} command
 * @returns {Promise<Answer | null>}
 */
export async function postCommand(page, command) {
  const response = await reach(page.urls.commands, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": page.csrf },
    body: JSON.stringify(command),
    keepalive: true,
  });
  if (!response || response.status === 429 || response.status >= 500) return null;
  const answer = await json(response);
  if (answer?.accepted || answer?.refused) return answer;
  if (response.ok) return null;
  const sentence = page.texts.not_understood;
  return { refused: { code: "not_understood", sentence }, id: command.id ?? null };
}

/**
 * Open a socket. Returns what closes it and what sends a frame, dropped while it is not open.
 * @param {string} path
 * @param {{onFrame: (frame: Frame) => void, onClose: (opened: boolean) => void}} handlers
 */
export function openSocket(path, { onFrame, onClose }) {
  const socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
  let opened = false;
  socket.addEventListener("open", () => {
    opened = true;
  });
  socket.addEventListener("message", ({ data }) => onFrame(JSON.parse(data)));
  socket.addEventListener("close", () => onClose(opened));
  return {
    close: () => socket.close(),
    /** @param {object} frame */
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
  };
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response | null>}  null when nobody answered in time
 */
async function reach(url, options = {}) {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    // A redirect leads to a login page: not followed, its status 0 says "gone".
    return await fetch(url, {
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      signal,
      ...options,
    });
  } catch {
    return null;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<any>}
 */
async function json(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
