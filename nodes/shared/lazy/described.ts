import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

/** Everything of a node that n8n looks at when it starts: what it is, without what it does. Plain data. */
export interface Described {
	description: INodeTypeDescription;
	/** The names of the node's own functions, such as `execute`. */
	functions: string[];
	/** Functions that it keeps in groups, as `methods` does: `true` for each. */
	grouped: Grouped;
}
export interface Grouped {
	[name: string]: Grouped | true;
}

export function describe(node: INodeType): Described {
	const { description, ...others } = node;
	const functions = Object.getOwnPropertyNames(Object.getPrototypeOf(node)).filter((name) => name !== 'constructor');
	return { description, functions, grouped: groupsOf(others) };
}

function groupsOf(functions: object): Grouped {
	return Object.fromEntries(Object.entries(functions).map(([name, value]) => [name, typeof value === 'function' ? true : groupsOf(value as object)]));
}

/** A file of descriptions before it is compressed: one node a line, its class first. */
export function written(nodes: Readonly<Record<string, Described>>): string {
	return Object.entries(nodes)
		.map(([className, described]) => `${className} ${JSON.stringify(described)}`)
		.join('\n');
}

const files = new Map<string, ReadonlyMap<string, string>>();

/** What the file says of the node: a copy of its own for each caller, since n8n writes into descriptions. */
export function described(className: string, file: string): Described {
	let nodes = files.get(file);
	if (!nodes) {
		const lines = brotliDecompressSync(readFileSync(file)).toString().split('\n');
		nodes = new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
		files.set(file, nodes);
	}
	return JSON.parse(nodes.get(className)!) as Described;
}
