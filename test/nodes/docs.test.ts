import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { rollOutField } from '../../nodes/shared/rollOut/settings';
import { docsFolder, filled, filledRollOuts, PAGES } from '../../scripts/docs';

/** What is written in docs/ is what the nodes are: tables, error sentences, and where links lead. */

const root = join(__dirname, '../..');
const pages = ['README.md', 'SECURITY.md', ...readdirSync(docsFolder).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

it.each(Object.keys(PAGES))('%s has the operations, their rights, events, filters and options of its nodes (npm run docs writes them)', async (page) => {
	const text = textOf(`docs/${page}`);
	expect([...text.matchAll(/<!-- (\w+) -->/g)].map(([, name]) => name)).toEqual([...(PAGES[page]!.rights ? ['rights'] : []), 'operations', 'events', 'filters', 'options']);
	expect(await filled(page, text)).toBe(text);
});

it('roll-outs.md has every operation that can be rolled out, and its options with their defaults', async () => {
	const text = textOf('docs/roll-outs.md');
	expect(await filledRollOuts(text)).toBe(text);
	for (const name of ['Run Script', 'Reboot', 'Power', 'Wake']) expect(/<!-- rollOuts -->[^]*<!-- .rollOuts -->/.exec(text)![0]).toContain(name);
	const [field] = rollOutField({ exitCode: 'failOnExitCode' }).properties;
	const values = (field!.options as INodePropertyCollection[])[0]!.values;
	for (const { displayName, displayOptions, default: byDefault, options } of values.filter((value) => !value.displayOptions)) {
		const shown = (options as INodePropertyOptions[] | undefined)?.find(({ value }) => value === byDefault)?.name ?? String(byDefault);
		expect([displayName, displayOptions, text.includes(`| ${displayName} | ${shown} |`)]).toEqual([displayName, undefined, true]);
	}
	for (const { displayName } of values) expect(text).toContain(displayName);
});

it('a block that is not known or not closed is not passed over', async () => {
	await expect(filled('meshtech.md', '<!-- operation -->\n')).rejects.toThrow('meshtech.md has a block "operation" that is not known or not closed');
});

it.each(pages)('every link in %s leads somewhere', (page) => {
	const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, target, picture]) => (target ?? picture)!).filter((target) => !/^https?:/.test(target));
	const broken = links.filter((target) => {
		const [file, anchor] = target.split('#');
		const path = file ? join(dirname(join(root, page)), file) : join(root, page);
		if (!existsSync(path)) return true;
		return anchor !== undefined && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor);
	});
	expect(broken).toEqual([]);
});

it('every example is on a page', () => {
	const all = pages.map(textOf).join('\n');
	expect(readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.json') && !all.includes(`examples/${file}`))).toEqual([]);
});

it('every error in troubleshooting.md is one that is said: by a node, or by a server as it was recorded', () => {
	const said = [...sources('nodes', '.ts'), ...sources('test/contracts', '.json'), ...sources('test/simulators', '.ts')].map((file) => readFileSync(file, 'utf8').replaceAll('\\"', '"')).join('\n');
	const cells = textOf('docs/troubleshooting.md').split('\n').flatMap((line) => /^\| ([^|]*`[^|]*) \|/.exec(line)?.[1] ?? []);
	const pieces = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, sentence]) => sentence!.split('…'))).map((piece) => piece.trim()).filter((piece) => piece.length > 3);
	expect(pieces.length).toBeGreaterThan(30);
	expect(pieces.filter((piece) => !said.includes(piece))).toEqual([]);
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

function sources(folder: string, ending: string): string[] {
	const path = join(root, folder);
	return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending)).map((file) => join(path, file));
}

it("A6 nobody is sent to a button that n8n does not have: it tests a credential when it is saved, and has Retry there", () => {
	const code = ['nodes', 'credentials', 'test', 'demo'].flatMap((folder) => sources(folder, '.ts')).filter((file) => file !== __filename);
	const files = [...code, ...pages.map((page) => join(root, page))];
	const button = new RegExp(['press(es|ing|ed)? [\'*"]?Test\\b', '[\'*]Test[\'*] (there|in the)', '\\*Test\\*', 'Test always'].join('|'), 'i');
	expect(files.length).toBeGreaterThan(300);
	expect(files.filter((file) => button.test(readFileSync(file, 'utf8'))).map((file) => file.slice(root.length + 1))).toEqual([]);
});
