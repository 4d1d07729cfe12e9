import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';
import { shownMode } from '../../scripts/words';
import { choicesOf, withNested } from './names';

/** What is read in the editor, held together: over nodes, triggers and credentials. `npm run words` prints it as one page. */

const root = join(__dirname, '../..');
const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } };

interface Page {
	title: string;
	isTrigger: boolean;
	properties: INodeProperties[];
}

let nodes: Page[];
let pages: Page[];

beforeAll(async () => {
	const made = async <T>(files: string[]) =>
		await Promise.all(files.map(async (file) => {
			const classes = (await import(join(root, file.replace(/^dist\//, '').replace(/\.js$/, '')))) as Record<string, new () => T>;
			return new (Object.values(classes)[0]!)();
		}));
	const types = await made<INodeType>(n8n.nodes);
	nodes = types.map(({ description, poll }) => ({ title: description.displayName, isTrigger: !!poll, properties: description.properties }));
	const credentials = await made<ICredentialType>(n8n.credentials);
	pages = [...nodes, ...credentials.map(({ displayName, properties }) => ({ title: displayName, isTrigger: false, properties }))];
});

/** Everything that is a sentence or part of one; labels apart. */
function sentencesOf(property: INodeProperties): string[] {
	const { description, hint, type, displayName } = property;
	const ofChoices = choicesOf(property).flatMap((choice) => [choice.description, choice.action]);
	const ofModes = (property.modes ?? []).map((mode) => mode.hint);
	return [description, hint, type === 'notice' ? displayName : undefined, ...ofChoices, ...ofModes].filter((text): text is string => !!text);
}

/** What offends, with where it stands, so that a failure says what to correct. */
function offenders(find: (property: INodeProperties) => string[]): string[] {
	return pages.flatMap(({ title, properties }) => withNested(properties).flatMap(({ path, property }) => find(property).map((what) => `${title} > ${path}: ${what}`)));
}
const sentencesWith = (pattern: RegExp) => offenders((property) => sentencesOf(property).filter((text) => pattern.test(text)));

it('no sentence has blanks in a row or at its ends', () => {
	expect(sentencesWith(/ {2}|^\s|\s$/)).toEqual([]);
});

it('an ID is written in capitals, where it is not part of a path', () => {
	expect(sentencesWith(/(?<![{\w/-])[iI]ds?(?![}\w/-])/)).toEqual([]);
});

it('a label that is a number of time names the unit', () => {
	const isTime = /\b(seconds|minutes|hours|days)\b|^How (long|often .* run)|^Time between/i;
	const namesUnit = /\((Seconds|Minutes|Hours|Days)\)$|^(Minutes|Days)$/;
	const untold = ({ type, description = '', displayName }: INodeProperties) => type === 'number' && isTime.test(description) && !namesUnit.test(displayName);
	expect(offenders((property) => (untold(property) ? [property.displayName] : []))).toEqual([]);
});

it('a placeholder is an example, or says what the button does', () => {
	const isFine = (text: string) => /^(e\.g\. |Add |Choose |-----BEGIN )/.test(text);
	expect(offenders(({ placeholder, modes = [] }) => [placeholder, ...modes.map((mode) => mode.placeholder)].filter((text): text is string => !!text && !isFine(text)))).toEqual([]);
});

it('what several systems have has the same label in all of them', () => {
	/** n8n gives this name to the field of a file that comes in, and to that of one that goes out. */
	const ofFiles = ['binaryPropertyName'];
	/** Called as the system calls it, or something else in each. */
	const own = new Set(['deviceId', 'timeout', 'settings', 'mode', 'content', 'other', ...ofFiles]);
	/** Called by what it counts. */
	own.add('refuseMoreThan');
	/** A row of one field is called by what it holds. */
	own.add('value');
	const uses = new Map<string, { labels: Set<string>; systems: Set<string> }>();
	for (const { title, properties } of nodes) {
		for (const { property } of withNested(properties)) {
			if (property.type === 'notice' || own.has(property.name)) continue;
			const use = uses.get(property.name) ?? { labels: new Set(), systems: new Set() };
			uses.set(property.name, { labels: use.labels.add(property.displayName), systems: use.systems.add(title.replace(' Trigger', '')) });
		}
	}
	const shared = [...uses].filter(([, { systems }]) => systems.size > 1);
	expect(shared.map(([name]) => name)).toEqual(expect.arrayContaining(['triggerOn', 'returnAll', 'itemsAtOnce', 'offlineForAtLeast']));
	expect(shared.filter(([, { labels }]) => labels.size > 1).map(([name, { labels }]) => `${name}: ${[...labels].join(' | ')}`)).toEqual([]);
});

describe('A3 the modes of a locator', () => {
	it('are called what n8n shows: it has words of its own for some', () => {
		const offending = offenders(({ modes = [] }) => modes.filter((mode) => mode.displayName.toLowerCase() !== shownMode(mode).toLowerCase()).map(({ displayName }) => displayName));
		expect(offending).toEqual([]);
		const shown = pages.flatMap(({ properties }) => withNested(properties).flatMap(({ property }) => (property.modes ?? []).map(shownMode)));
		expect([...new Set(shown)].sort()).toEqual(['By Host Name', 'By ID', 'By IP Address', 'By MAC Address', 'By Name', 'By Version', 'From list']);
	});

	it('B10 are in one order in all nodes, and what is dropped on the field goes to the one that takes IDs', () => {
		const orders = offenders(({ modes = [] }) => (modes.length > 0 ? [modes.map(({ name }) => name).join(', ')] : [])).map((order) => order.split(': ')[1]);
		expect([...new Set(orders)].sort()).toEqual(['list, id', 'list, id, name', 'list, mac, name, address', 'list, name', 'list, version']);
		// As n8n's editor does it: the mode `id`, else the first that is no list.
		const dropped = pages.flatMap(({ properties }) =>
			withNested(properties).flatMap(({ property: { modes } }) => (modes ? [(modes.find(({ name }) => name === 'id') ?? modes.find(({ name }) => name !== 'list'))!.name] : [])),
		);
		expect([...new Set(dropped)].sort()).toEqual(['id', 'mac', 'name', 'version']);
	});
});

it('no two operations of a node have the same action', () => {
	for (const { title, properties } of nodes) {
		const actions = withNested(properties).flatMap(({ property }) => (property.name === 'operation' ? choicesOf(property).map(({ action }) => action) : []));
		expect([title, actions.filter((action, index) => actions.indexOf(action) !== index)]).toEqual([title, []]);
	}
});

it('every event of a trigger says when it comes', () => {
	const events = nodes.filter(({ isTrigger }) => isTrigger).flatMap(({ title, properties }) =>
		properties.filter(({ name }) => name === 'triggerOn').flatMap((property) => choicesOf(property).map(({ name, description }) => ({ event: `${title}: ${name}`, description }))),
	);
	expect(events.length).toBeGreaterThan(20);
	expect(events.filter(({ description }) => !description).map(({ event }) => event)).toEqual([]);
});
