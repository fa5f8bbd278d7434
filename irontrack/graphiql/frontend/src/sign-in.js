/**
 * Keeps whoever is signed in signed in while a page is open: access lasts minutes, unless it is refreshed.
 *
 * Scripts cannot read the cookies, so only an answer tells until when they hold. All tabs share them: one tab
 * at a time refreshes and tells the others, and no sign-in is sent meanwhile, since the last answer wins.
 */
import { fetchGraphql } from './http.js';

const REFRESH = `mutation RefreshSession {
  refreshSession {
    __typename
    ... on RefreshSessionPayload {
      accessExpiresAt
    }
  }
}`;
const BEGINS_SIGN_IN = /\b(?:signIn|signUp|changePassword)\b/;

const NAME = 'irontrack-sign-in';
const TICK_MS = 5_000;
const EARLIEST_MS = 20_000; // also where the clock here is ahead of the server's
const RETRY_MS = 30_000;

// On plain HTTP a browser has locks for its own machine only. Without them two tabs may refresh at the same
// time, which is no harm: they get the same cookies.
const locks = navigator.locks ?? { request: (_name, _options, task) => task() };
const otherTabs = new BroadcastChannel(NAME);

let dueAt = 0; // what Date.now() will be; Infinity while nobody is signed in

otherTabs.onmessage = ({ data }) => expectExpiry(data);

/** Refresh now, and whenever it is time. A clock that is looked at notices a sleep, which a timer may not. */
export async function staySignedIn() {
  setInterval(refreshWhenDue, TICK_MS);
  document.addEventListener('visibilitychange', refreshWhenDue);
  await refreshWhenDue();
}

/** Send one operation and return its result; it waits for a refresh, so that its cookies are the latest. */
export async function fetchSignedIn(operation, options) {
  if (!BEGINS_SIGN_IN.test(operation.query)) {
    await locks.request(NAME, { mode: 'shared' }, () => {});
    return fetchGraphql(operation, options);
  }
  const result = await locks.request(NAME, {}, () => fetchGraphql(operation, options));
  if (result.data) {
    dueAt = 0; // the result says until when it holds only to those who ask
    refreshWhenDue();
  }
  return result;
}

async function refreshWhenDue() {
  if (Date.now() < dueAt) return;
  await locks.request(NAME, {}, async () => {
    if (Date.now() >= dueAt) await refresh(); // else another tab was faster
  });
}

async function refresh() {
  dueAt = Date.now() + RETRY_MS; // unless there is an answer
  const result = await fetchGraphql({ query: REFRESH }).catch(() => null);
  const outcome = result?.data?.refreshSession;
  if (outcome?.__typename === 'RefreshSessionPayload') {
    expectExpiry(outcome.accessExpiresAt);
    otherTabs.postMessage(outcome.accessExpiresAt);
  } else if (outcome?.__typename === 'SignInEndedProblem') {
    dueAt = Infinity;
  }
}

/** Be due in the third quarter of what is left, at this tab's own time; hidden tabs wake once a minute. */
function expectExpiry(accessExpiresAt) {
  const left = Date.parse(accessExpiresAt) - Date.now();
  dueAt = Date.now() + Math.max(EARLIEST_MS, left * (0.5 + Math.random() / 4));
}
