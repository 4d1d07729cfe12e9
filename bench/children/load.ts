/** How long a fresh process takes to load nodes and credentials, as n8n does at its start: n8n-workflow is there already. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answer } from '../support/answer';

const require = createRequire(join(process.cwd(), 'package.json'));
require('n8n-workflow');

const from = performance.now();
for (const file of process.argv.slice(2)) {
	const loaded = require(file) as Record<string, new () => object>;
	for (const Class of Object.values(loaded)) new Class();
}
answer(performance.now() - from);
