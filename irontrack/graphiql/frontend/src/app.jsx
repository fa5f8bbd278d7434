/** The GraphiQL page: the stock interface with IronTrack's examples as its first tabs. */
import { DOC_EXPLORER_PLUGIN } from '@graphiql/plugin-doc-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { fetchExamples, fetchGraphql } from './http.js';
import { openOnFirstVisit, storage } from './storage.js';
import './workers.js';
import 'graphiql/style.css';
import './style.css';

const PLUGINS = [HISTORY_PLUGIN];

const examples = await fetchExamples();
openOnFirstVisit(examples[0]);

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetchGraphql}
    defaultTabs={examples}
    plugins={PLUGINS}
    visiblePlugin={DOC_EXPLORER_PLUGIN}
    storage={storage}
    inputValueDeprecation
    schemaDescription
    showPersistHeadersSettings={false}
  >
    <GraphiQL.Logo>IronTrack</GraphiQL.Logo>
  </GraphiQL>,
);
