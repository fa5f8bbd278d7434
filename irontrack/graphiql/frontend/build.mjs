/**
 * Bundle the page: `node build.mjs <output folder>`.
 *
 * The output is flat. The entries keep their plain names (app.js, app.css, *.worker.js), because the server puts
 * a fingerprint of the sources into the folder's address; what they load is named by its content.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

const LICENSE_FILE = /^(licen[cs]e|notice|thirdpartynotices)/i;
const PACKAGE_OF_INPUT = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The formatters' old names lead to CommonJS files, of which a dynamic import sees no named export once they are
 * split off: "Prettify" would fail. The new names lead to modules.
 */
const MODULES_OF_FORMATTERS = {
  'prettier/parser-babel': 'prettier/plugins/babel',
  'prettier/parser-graphql': 'prettier/plugins/graphql',
};

/** graphiql/style.css has the editor's styles; what its modules import beside that would be there twice. */
const editorStylesOnce = {
  name: 'editor-styles-once',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]monaco-editor[\\/]esm[\\/].*\.css$/ }, () => ({ loader: 'empty', contents: '' }));
  },
};

const output = process.argv[2];
const { metafile } = await build({
  entryPoints: {
    app: 'src/app.jsx',
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
  outdir: output,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  jsx: 'automatic',
  chunkNames: '[name]-[hash]',
  alias: MODULES_OF_FORMATTERS,
  plugins: [editorStylesOnce],
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
});
await writeFile(path.join(output, 'LICENSES.txt'), await licenses(Object.keys(metafile.inputs)));

/** Return the licence texts of every package of which a file went into the bundle. */
async function licenses(inputs) {
  const folders = new Set(inputs.map((input) => PACKAGE_OF_INPUT.exec(input)?.[1]).filter(Boolean));
  const sections = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const files = (await readdir(folder)).filter((file) => LICENSE_FILE.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    sections.push([`${name} ${version} (${license})`, ...texts].join('\n\n'));
  }
  return sections.join(`\n\n${'-'.repeat(80)}\n\n`);
}
