/** Where the editor finds its workers: beside this script, as modules of the same build. */
const WORKERS = { json: './json.worker.js', graphql: './graphql.worker.js' };

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    const file = WORKERS[label] ?? './editor.worker.js';
    return new Worker(new URL(file, import.meta.url), { type: 'module' });
  },
};
