// Loaded into the first of MeshCentral's processes alone: it would hand its options on to the others, which have no pipe from here
// (they end when the first does; with this file among their options they would never sign for an agent).
process.execArgv.splice(0);
require('../../e2e/n8n/end-with-parent.cjs');
