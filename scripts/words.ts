/**
 * Prints every word that a person meets in the editor as one page for reading, in the order in which it is met there:
 * `npm run --silent words > words.md`, or with the internal names of some nodes: `npm run words netAlertX meshtechTrigger`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType, INodeProperties, INodePropertyCollection, INodePropertyMode, INodePropertyOptions, INodeType, INodeTypeDescription } from 'n8n-workflow';

const root = join(__dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } };

async function madeFrom<T>(built: string): Promise<T> {
	const classes = Object.values((await import(join(root, built.replace(/^dist\//, '').replace(/\.js$/, '.ts')))) as Record<string, new () => T>);
	return new classes[0]!();
}

const said = (...parts: Array<string | undefined | false>): string => parts.filter(Boolean).join(' · ');

/** Modes that n8n's editor has words of its own for, whatever their node calls them. */
const WORDS_OF_N8N: Readonly<Record<string, string>> = { list: 'From list', id: 'By ID', url: 'By URL' };

/** What a mode is called in the editor. */
export const shownMode = ({ name, displayName }: INodePropertyMode): string => WORDS_OF_N8N[name] ?? displayName;

/** A property and what is inside of it, a line each, further in by a step for each level. */
function propertyLines(property: INodeProperties, depth = 0): string[] {
	const { displayName, type, description, placeholder, hint, typeOptions, default: byDefault, required, modes = [], options = [] } = property;
	const indent = '  '.repeat(depth);
	if (type === 'notice') return [`${indent}- NOTICE: ${displayName}`];
	const isPlain = ['string', 'number', 'boolean'].includes(typeof byDefault) && byDefault !== '';
	const line = said(`**${displayName}**${required ? ' *' : ''} (${type})`, description, placeholder && `"${placeholder}"`, hint && `hint: ${hint}`, typeOptions?.multipleValueButtonText, isPlain && `default ${String(byDefault)}`);
	const inside = modes.map((mode) => `${indent}  - mode ${said(shownMode(mode), mode.hint, mode.placeholder && `"${mode.placeholder}"`)}`);
	return [`${indent}- ${line}`, ...inside, ...optionLines(type, options, depth + 1)];
}

function optionLines(type: string, options: NonNullable<INodeProperties['options']>, depth: number): string[] {
	if (type === 'collection') return (options as INodeProperties[]).flatMap((each) => propertyLines(each, depth));
	if (type === 'fixedCollection') {
		return (options as INodePropertyCollection[]).flatMap(({ displayName, values }) => [`${'  '.repeat(depth)}- ${displayName}:`, ...values.flatMap((each) => propertyLines(each, depth + 1))]);
	}
	return (options as INodePropertyOptions[]).map(({ name, description, action }) => `${'  '.repeat(depth)}- ${said(name, description, action && `action: ${action}`)}`);
}

/** The resources or operations (by `name`) that a property is shown for; none for one that is always shown. */
export const shownFor = ({ displayOptions }: INodeProperties, name: string) => (displayOptions?.show?.[name] ?? []) as unknown[];

/** An action node, resource by resource and operation by operation; a trigger or credential as one list. */
function sections(properties: INodeProperties[]): string[] {
	const resources = (properties.find(({ name }) => name === 'resource')?.options ?? []) as INodePropertyOptions[];
	const everywhere = properties.filter((property) => shownFor(property, 'resource').length === 0);
	const bySection = resources.flatMap((resource) => {
		const operations = (properties.find((property) => property.name === 'operation' && shownFor(property, 'resource').includes(resource.value))?.options ?? []) as INodePropertyOptions[];
		const fieldsOf = (operation: INodePropertyOptions) =>
			properties.filter((property) => shownFor(property, 'resource').includes(resource.value) && shownFor(property, 'operation').includes(operation.value));
		return operations.flatMap((operation) => [
			`\n### ${resource.name} > ${operation.name}`,
			`${said(operation.action, operation.description)}`,
			...fieldsOf(operation).flatMap((field) => propertyLines(field)),
		]);
	});
	return [...everywhere.flatMap((property) => propertyLines(property)), ...bySection];
}

function nodePage({ displayName, description, subtitle, properties }: INodeTypeDescription): string {
	return [`\n## ${displayName}`, said(description, subtitle), ...sections(properties)].join('\n');
}

function credentialPage({ displayName, properties }: ICredentialType): string {
	return [`\n## Credential: ${displayName}`, ...properties.flatMap((property) => propertyLines(property))].join('\n');
}

/** All credentials of the package, in the order of its manifest. */
export async function credentialTypes(): Promise<ICredentialType[]> {
	return await Promise.all(manifest.n8n.credentials.map(async (built) => await madeFrom<ICredentialType>(built)));
}

/** All nodes of the package, in the order of its manifest. */
export async function nodeTypes(): Promise<INodeTypeDescription[]> {
	return await Promise.all(manifest.n8n.nodes.map(async (built) => (await madeFrom<INodeType>(built)).description));
}

/** The page, for the nodes named (by internal name) or for everything. */
export async function wordsPage(only: readonly string[] = []): Promise<string> {
	const pages = only.length === 0 ? (await credentialTypes()).map(credentialPage) : [];
	for (const description of await nodeTypes()) {
		if (only.length === 0 || only.includes(description.name)) pages.push(nodePage(description));
	}
	return pages.join('\n');
}

if (require.main === module) void wordsPage(process.argv.slice(2)).then((page) => console.log(page));
