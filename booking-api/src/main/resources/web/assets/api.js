// Calls of the API: the guest's tokens, problem documents, the server's clock.

const GUEST = 'marquee.guest';
const LONGEST_WAIT = 10; // tries, while another tab fetches the next token
let offset = 0; // server's clock less ours, in milliseconds
let finest = Infinity;

/** An answer that is no success: the problem document's fields, and `status` 0 when nobody answered. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || 'Something went wrong.');
    this.status = status;
    this.type = body.type || '';
    this.unavailable = body.unavailable || [];
    this.stranded = body.stranded || [];
  }
}

/** The time by the server's clock, in milliseconds. */
export function serverNow() {
  return Date.now() + offset;
}

// The Date header has whole seconds and was written somewhere between asking and the answer; the quickest answer tells
// most. Half a second is added for what the header cuts off.
function learnClock(response, asked) {
  const date = Date.parse(response.headers.get('Date') || '');
  const took = Date.now() - asked;
  if (!Number.isNaN(date) && took <= finest && !response.headers.get('Age')) {
    finest = took;
    const error = date + 500 - (asked + took / 2);
    offset = Math.abs(error) <= 1000 ? 0 : error;
  }
}

async function send(path, { method = 'GET', body, headers = {}, token, accept } = {}) {
  const asked = Date.now();
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        Accept: `${accept || 'application/json'}, application/problem+json`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, { detail: 'The box office cannot be reached. Check your connection and try again.' });
  }
  learnClock(response, asked);
  if (accept && response.ok) {
    return response.blob();
  }
  const text = await response.text();
  let answer = {};
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    answer = {};
  }
  if (!response.ok) {
    throw new Problem(response.status, answer);
  }
  return answer;
}

let fetching;

function knownGuest() {
  try {
    return JSON.parse(localStorage.getItem(GUEST)) || {};
  } catch {
    return {};
  }
}

// All tabs refresh with the key that was kept with the token: whichever is first, all get the same successor.
function keepGuest({ access_token: access, refresh_token: refresh }) {
  localStorage.setItem(GUEST, JSON.stringify({ access, refresh, key: attemptKey() }));
  return access;
}

const newGuest = async () => keepGuest(await send('/auth/guest', { method: 'POST', body: {} }));

async function nextToken(refused, tries = 0) {
  const guest = knownGuest();
  if (guest.access && guest.access !== refused) {
    return guest.access; // another tab was faster
  }
  if (!guest.refresh) {
    return newGuest();
  }
  try {
    const body = { refresh_token: guest.refresh };
    const answer = await send('/auth/refresh', { method: 'POST', body, headers: { 'Idempotency-Key': guest.key } });
    return knownGuest().refresh === guest.refresh ? keepGuest(answer) : knownGuest().access;
  } catch (problem) {
    if (problem.status === 401) {
      return newGuest();
    }
    if (problem.status !== 409 || tries === LONGEST_WAIT) {
      throw problem;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    return nextToken(refused, tries + 1);
  }
}

async function guestToken(refused) {
  const known = knownGuest().access;
  if (known && known !== refused) {
    return known;
  }
  fetching ||= nextToken(refused).finally(() => {
    fetching = undefined;
  });
  return fetching;
}

/** What everyone may read. */
export function read(path) {
  return send(path);
}

/** What needs a holder. A guest becomes one silently, and gets the next token when this one is no longer taken. */
export async function call(path, options = {}) {
  const token = await guestToken();
  try {
    return await send(path, { ...options, token });
  } catch (problem) {
    if (problem.status !== 401) {
      throw problem;
    }
    return send(path, { ...options, token: await guestToken(token) });
  }
}

/** A file that only its holder may have, as a blob. */
export const callFile = (path, type) => call(path, { accept: type });

/** A file that everyone may read, as a blob. */
export const readFile = (path, type) => send(path, { accept: type });

/** A key for one attempt to change something; works on plain http too, where crypto.randomUUID does not. */
export function attemptKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
