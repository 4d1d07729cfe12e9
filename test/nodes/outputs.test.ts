import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAgents } from '../../nodes/shared/http/agents';
import { docsFolder } from '../../scripts/docs';
import { keysOf, operationsOf, outputPage, outputPages } from './outputs';

/** The examples in docs/outputs/ are what the operations return. `npm run docs -- --outputs` writes them: it sets WRITE_OUTPUTS. */

afterAll(closeAgents);

const folder = join(docsFolder, 'outputs');

it.each(outputPages)('%s has an example of every operation, with the fields that it returns today', async (page, node) => {
	const today = await outputPage(page, node);
	if (process.env.WRITE_OUTPUTS) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, page), today);
	}
	const text = readFileSync(join(folder, page), 'utf8');
	expect(Object.keys(keysOf(text))).toEqual(operationsOf(node).map(({ title }) => title));
	expect(keysOf(text)).toEqual(keysOf(today));
}, 300_000);
