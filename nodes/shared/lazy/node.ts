import type { INodeType } from 'n8n-workflow';
import { described, type Grouped } from './described';

export { describe, written } from './described';

type Functions = Record<string, (...args: unknown[]) => unknown>;

/**
 * The class that n8n loads instead of a node: it says at once what the node is, and loads it when it first has something to do.
 *
 * n8n loads every node of a community package when it starts, and waits for it. For its own nodes it reads descriptions that their build wrote,
 * and loads a node when a workflow needs it. This is the same for ours: reading what they are takes a few milliseconds, loading what they do
 * ten times as long.
 *
 * @param file the descriptions that the build wrote
 * @param load the module with the node's class in it
 */
export function lazyNode(className: string, file: string, load: () => Readonly<Record<string, new () => INodeType>>): new () => object {
	let loaded: INodeType | undefined;
	const node = () => (loaded ??= new (load()[className]!)()) as unknown as Functions;
	// n8n keeps the name of the class.
	const Lazy = {
		[className]: class {
			constructor() {
				const { description, grouped } = described(className, file);
				Object.assign(this, { description }, delegating(grouped, node));
			}
		},
	}[className]!;
	for (const name of described(className, file).functions) Object.assign(Lazy.prototype, { [name]: delegate(name, node) });
	return Lazy;
}

function delegating(grouped: Grouped, owner: () => object): object {
	return Object.fromEntries(
		Object.entries(grouped).map(([name, inside]) => [
			name,
			inside === true ? delegate(name, owner as () => Functions) : delegating(inside, () => (owner() as Record<string, object>)[name]!),
		]),
	);
}

/** Its `this` is what n8n calls it with: the execution, and not the node. */
function delegate(name: string, owner: () => Functions) {
	return function (this: unknown, ...args: unknown[]) {
		return owner()[name]!.apply(this, args);
	};
}
