/** The GraphiQL page: the stock interface with IronTrack's examples as its first tabs. */
import { DOC_EXPLORER_PLUGIN } from '@graphiql/plugin-doc-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { fetchExamples } from './http.js';
import { fetchSignedIn, staySignedIn } from './sign-in.js';
import { openOnFirstVisit, storage } from './storage.js';
import './workers.js';
import 'graphiql/style.css';
import './style.css';

const PLUGINS = [HISTORY_PLUGIN];

// Before the schema is asked for, which some servers show only to those who are signed in.
const [examples] = await Promise.all([fetchExamples(), staySignedIn()]);
openOnFirstVisit(examples[0]);

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetchSignedIn}
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
