import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { rollOutField } from '../../nodes/shared/rollOut/settings';
import { tasks } from '../e2e/agent/tasks';
import { actionNodes } from './systems';
import { anchorOf, docsFolder, filled, filledRollOuts, PAGES } from '../../scripts/docs';

/** What is written in docs/ is what the nodes are: tables, error sentences, and where links lead. */

const root = join(__dirname, '../..');
const inDocs = readdirSync(docsFolder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md')).map((file) => `docs/${file.replaceAll('\\', '/')}`).sort();
const pages = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs];
/** README is shown by npm as well, where pictures need whole addresses: these are files of this repository. */
const OURS = /^https:\/\/(?:raw\.githubusercontent\.com\/n8n-nodes-device-management\/n8n-nodes-device-management|github\.com\/n8n-nodes-device-management\/n8n-nodes-device-management\/blob)\/main\//;
/** Who reads README wants to start. */
const MOST_WORDS_OF_README = 1_200;
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
	const broken = linksOf(page).filter(({ target, path, anchor }) => {
		if (/^https?:/.test(target) && !OURS.test(target)) return false;
		if (!existsSync(path)) return true;
		return anchor !== undefined && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor);
	});
	expect(broken.map(({ target }) => target)).toEqual([]);
});

it('every page is reached from README or from another page, and every picture is shown on one', () => {
	const shown = new Set(pages.flatMap((page) => linksOf(page).filter(({ path }) => path !== join(root, page)).map(({ path }) => path)));
	const pictures = readdirSync(join(docsFolder, 'images')).map((file) => `docs/images/${file}`);
	expect(pictures.length).toBeGreaterThan(10);
	expect([...inDocs, ...pictures].filter((file) => !shown.has(join(root, file)))).toEqual([]);
});

it('README is short, and its pictures have addresses that npm can show', () => {
	expect(textOf('README.md').split(/\s+/).length).toBeLessThanOrEqual(MOST_WORDS_OF_README);
	const pictures = [...textOf('README.md').matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, address]) => address!);
	expect(pictures.length).toBeGreaterThan(1);
	for (const address of pictures) expect(address).toMatch(OURS);
});

it('ai-agents.md has the tasks that are tested, each with its tool', () => {
	for (const { words, tool } of tasks) expect(textOf('docs/ai-agents.md')).toMatch(new RegExp(`^\\| ${words.replace(/[?]/g, '\\$&')} \\| [^|]+ \\| ${tool} \\|$`, 'm'));
	expect(tasks).toHaveLength(20);
});

it('the comparison counts the operations that Tactical RMM has', () => {
	const { resources } = actionNodes.find(({ system }) => system.name === 'Tactical RMM')!.system;
	const operations = resources.reduce((sum, resource) => sum + resource.operations.length, 0);
	expect(textOf('docs/development/comparison.md')).toContain(`${operations} operations in ${resources.length} resources`);
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

/** Where the links and pictures of a page lead: a file of this repository, for what is one. */
function linksOf(page: string): Array<{ target: string; path: string; anchor?: string }> {
	return [...textOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, link, picture]) => {
		const target = (link ?? picture)!;
		const [file, anchor] = target.split('#');
		if (OURS.test(target)) return { target, path: join(root, file!.replace(OURS, '')), anchor };
		return { target, path: file ? join(dirname(join(root, page)), file) : join(root, page), anchor };
	});
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
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
