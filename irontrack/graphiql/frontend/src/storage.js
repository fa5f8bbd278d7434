/**
 * The browser's local storage, in which no password is kept.
 *
 * GraphiQL saves the text of every editor and the history as they are typed. What is written here is that text
 * with the value of each `…password…` blanked, in variables and in literals; the editors keep what was typed.
 */
const QUERY = 'graphiql:query';
const VARIABLES = 'graphiql:variables';
const TABS = 'graphiql:tabState';
const KEYS_OF_JSON = new Set([TABS, 'graphiql:queries', 'graphiql:favorites']);
const PASSWORD = /(\w*password\w*"?\s*:\s*)("""[^]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?)/gi;

export const storage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, withoutPasswords(key, value)),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};

/** Fill the editors with a tab where nothing is saved yet: GraphiQL takes variables from storage only. */
export function openOnFirstVisit(tab) {
  if (!tab || storage.getItem(TABS) !== null) return;
  storage.setItem(QUERY, tab.query);
  storage.setItem(VARIABLES, tab.variables ?? '');
}

function withoutPasswords(key, value) {
  return KEYS_OF_JSON.has(key)
    ? JSON.stringify(JSON.parse(value, (_, part) => (typeof part === 'string' ? blank(part) : part)))
    : blank(value);
}

function blank(text) {
  return text.replace(PASSWORD, '$1""');
}
