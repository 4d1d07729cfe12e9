/**
 * Fills the marked blocks of the pages in docs/ from the nodes themselves, so that what is written there is what the editor shows:
 * `npm run docs`. A block stands between `<!-- operations -->` and `<!-- /operations -->`; the same for rights, and for events, filters and
 * options of a trigger. `npm run docs -- --outputs` also runs every operation against the simulators and writes what it returns to docs/outputs/
 * (test/nodes/outputs.test.ts).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { rightInWords, type RightLabels } from '../nodes/shared/rights';
import { byLabel } from '../nodes/shared/text';
import { nodeTypes, shownFor } from './words';

/** What is documented on a page. */
interface Page {
	/** Internal name of the action node. */
	node: string;
	/** Internal name of the trigger. */
	trigger: string;
	/** The declaration, of a system whose operations say which rights they need. */
	rights?(): Promise<WithRights>;
}

/** As much of a system as the table of rights is made of. */
interface WithRights {
	rightLabels?: RightLabels;
	resources: ReadonlyArray<{ name: string; operations: ReadonlyArray<{ name: string; rights?: readonly string[] }> }>;
}

/** The pages that have blocks. */
export const PAGES: Readonly<Record<string, Page>> = {
	'netalertx.md': { node: 'netAlertX', trigger: 'netAlertXTrigger' },
	'tactical-rmm.md': { node: 'tacticalRmm', trigger: 'tacticalRmmTrigger', rights: async () => (await import('../nodes/TacticalRmm/system')).tacticalRmm },
	'meshcentral.md': { node: 'meshCentral', trigger: 'meshCentralTrigger', rights: async () => (await import('../nodes/MeshCentral/system')).meshCentral },
	'fleet.md': { node: 'deviceFleet', trigger: 'deviceFleetTrigger' },
	'meshtech.md': { node: 'meshtech', trigger: 'meshtechTrigger' },
};

/** The page about roll-outs, with its one block, is about all systems. */
export const ROLL_OUTS_PAGE = 'roll-outs.md';

export const docsFolder = join(__dirname, '../docs');

type Row = readonly string[];

/** What a block may be called, and the table that it holds. */
const BLOCKS: Readonly<Record<string, (node: INodeTypeDescription, trigger: INodeTypeDescription, rights: WithRights | undefined, page: string) => string>> = {
	rights: (_node, _trigger, system) => table(['Resource', 'Operation', 'Rights'], rightRows(system!)),
	operations: ({ properties }, _trigger, _system, page) => table(['Resource', 'Operation', 'What it does'], operationRows(properties, page)),
	events: (_node, { properties }) => table(['Event', 'When'], choiceRows(propertyOf(properties, 'triggerOn'))),
	filters: (_node, { properties }) => table(['Filter', 'What it does'], memberRows(propertyOf(properties, 'filters'))),
	options: (_node, { properties }) => table(['Option', 'Default', 'What it does'], optionRows(properties)),
};

function propertyOf(properties: readonly INodeProperties[], name: string): INodeProperties {
	return properties.find((property) => property.name === name)!;
}

/** Each operation leads to an example of its output. */
function operationRows(properties: readonly INodeProperties[], page: string): Row[] {
	const resources = propertyOf(properties, 'resource').options as INodePropertyOptions[];
	return resources.flatMap((resource) => {
		const choice = properties.find((property) => property.name === 'operation' && shownFor(property, 'resource').includes(resource.value))!;
		return choiceRows(choice).map(([name, ...said], index) => [index === 0 ? `**${resource.name}**` : '', `[${name}](outputs/${page}#${anchorOf(`${resource.name} > ${name}`)})`, ...said]);
	});
}

/** As GitHub makes it of a heading. */
export function anchorOf(heading: string): string {
	return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
}

/** Operations of a resource that need the same are one row. */
function rightRows({ resources, rightLabels }: WithRights): Row[] {
	return [...resources].sort((a, b) => byLabel(a.name, b.name)).flatMap(({ name, operations }) => {
		const said = ({ rights }: (typeof operations)[number]) =>
			rights === undefined ? 'depends on the request' : rights.map((right) => rightInWords(`\`${right}\``, labelled(rightLabels))).join(', ') || 'none';
		const byRights = Map.groupBy([...operations].sort((a, b) => byLabel(a.name, b.name)), said);
		return [...byRights].map(([rights, those], index) => [index === 0 ? `**${name}**` : '', those.map((each) => each.name).join(', '), rights]);
	});
}

/** The labels by the words as a page writes them. */
function labelled(labels: RightLabels = {}): RightLabels {
	return Object.fromEntries(Object.entries(labels).map(([right, label]) => [`\`${right}\``, label]));
}

function choiceRows({ options = [] }: INodeProperties): Row[] {
	return (options as INodePropertyOptions[]).map(({ name, description = '' }) => [name, description]);
}

function memberRows({ options = [] }: INodeProperties, withDefault = false): Row[] {
	return (options as INodeProperties[]).map(({ displayName, default: byDefault, description, options: choices }) => {
		const oneOf = (choices as INodePropertyOptions[] | undefined)?.map(({ name }) => name).join(', ');
		const said = description ?? (oneOf ? `One or several of: ${oneOf}` : '');
		return withDefault ? [displayName, byDefault === false ? 'off' : byDefault === true ? 'on' : typeof byDefault === 'object' ? '' : String(byDefault), said] : [displayName, said];
	});
}

/** What a trigger lets set beside its events and filters: fields of its form, and those among the options that the form offers. */
function optionRows(properties: readonly INodeProperties[]): Row[] {
	const fields = properties.filter(({ name }) => name === 'offlineForAtLeast');
	const { options = [] } = propertyOf(properties, 'options');
	const offered = (options as INodeProperties[]).filter(({ type }) => type !== 'hidden');
	return memberRows({ ...propertyOf(properties, 'options'), options: [...fields, ...offered].sort((a, b) => byLabel(a.displayName, b.displayName)) }, true);
}

function table(head: Row, rows: readonly Row[]): string {
	const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/<code>(.*?)<\/code>/g, '`$1`').replaceAll('<', '&lt;')).join(' | ')} |`;
	return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/**
 * A page with its blocks as they have to be.
 * @throws Error for a block that is not known or not closed
 */
export async function filled(page: string, text: string): Promise<string> {
	const { node, trigger, rights } = PAGES[page]!;
	const system = await rights?.();
	const types = await nodeTypes();
	const [action, polling] = [node, trigger].map((name) => types.find((type) => type.name === name)!);
	const blocks = [...text.matchAll(/<!-- (\w+) -->\n/g)].map(([, name]) => name!);
	return blocks.reduce((before, name) => {
		const block = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
		if (!BLOCKS[name] || !block.test(before)) throw new Error(`${page} has a block "${name}" that is not known or not closed`);
		return before.replace(block, (_all, open: string, close: string) => `${open}\n${BLOCKS[name]!(action!, polling!, system, page)}\n\n${close}`);
	}, text);
}

/** The page about roll-outs with its table of the operations that can be rolled out. */
export async function filledRollOuts(text: string): Promise<string> {
	const systems = [(await import('../nodes/TacticalRmm/system')).tacticalRmm, (await import('../nodes/MeshCentral/system')).meshCentral, (await import('../nodes/NetAlertX/system')).netAlertX];
	const rows = systems.flatMap(({ name, resources }) => {
		const those = [...resources].sort((a, b) => byLabel(a.name, b.name)).flatMap((resource) => {
			const names = resource.operations.filter(({ rollsOut }) => rollsOut !== undefined).map((operation) => operation.name);
			return names.length > 0 ? [[resource.name, names.sort(byLabel).join(', ')]] : [];
		});
		return those.map((row, index) => [index === 0 ? `**${name}**` : '', ...row]);
	});
	return text.replace(/(<!-- rollOuts -->\n)[^]*?(<!-- \/rollOuts -->)/, (_all, open: string, close: string) => `${open}\n${table(['Node', 'Resource', 'Operations'], rows)}\n\n${close}`);
}

async function main() {
	const rollOuts = join(docsFolder, ROLL_OUTS_PAGE);
	writeFileSync(rollOuts, await filledRollOuts(readFileSync(rollOuts, 'utf8')));
	for (const page of Object.keys(PAGES)) {
		const file = join(docsFolder, page);
		writeFileSync(file, await filled(page, readFileSync(file, 'utf8')));
	}
}

/** The runs need n8n's own engine, and with it jest. */
function writeOutputs(): void {
	const args = [join(__dirname, 'run.mjs'), 'jest', '--selectProjects', 'nodes', '--testPathPatterns', 'test/nodes/outputs.test'];
	process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, WRITE_OUTPUTS: '1' } }).status ?? 1;
}

if (require.main === module) void main().then(() => process.argv.includes('--outputs') && writeOutputs());
