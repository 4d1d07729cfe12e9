import type { FakeAgent } from '../device/agent';
import type { Device, World } from '../world/world';
import type { Mesh } from '../world/types';
import type { Value } from './arguments';

/** What a command has to work with. */
export interface Call {
	args: Record<string, Value>;
	world: World;
	agent: FakeAgent;
}

/** A command of `meshctrl`. */
export interface Command {
	/** Parameters without which it says a sentence and ends, in the order in which they are looked for; one of several will do. */
	needs?: Array<[names: string | string[], sentence: string]>;
	/** Gives what is printed; text as it is. Settles never where no answer comes. */
	run: (call: Call) => string | Promise<string>;
}

export type Commands = Record<string, Command>;

/** `meshctrl` ends with exit code 1 after it said this. */
export class Failed extends Error {}

/** No answer will come: `meshctrl` has no deadline. */
export const never = (): Promise<never> => new Promise(() => {});

/** The server's check of texts. */
export function isText(value: unknown, shortest: number, longest: number): value is string {
	return typeof value === 'string' && value.length >= shortest && value.length <= longest;
}

/** What `meshctrl` takes for "given": `false` as text is, 0 is not. */
export const isGiven = (value: Value | undefined): boolean => Boolean(value);

/** An id in full: of one without slashes, the part before is added. */
export const fullId = (kind: 'node' | 'mesh' | 'user' | 'ugrp', id: string): string => (id.includes('/') ? id : `${kind}//${id}`);

/** Of another domain than the server's only one, or of no form at all. */
export const isForeign = (id: string): boolean => id.includes('/') && !/^[^/]*\/\/[^/]*$/.test(id);

export function findDevice({ devices }: World, id: Value | undefined): Device | undefined {
	return typeof id === 'string' ? devices.get(fullId('node', id)) : undefined;
}

/** The group of the parameter `id`, else of the name `group`; the same way in every command. */
export function groupId({ args, world }: Call): Value | undefined {
	if (isGiven(args.id)) return args.id;
	return [...world.groups.values()].find(({ name, mtype }) => mtype === 2 && name === args.group)?._id;
}

export function findGroup({ groups }: World, id: Value | undefined): Mesh | undefined {
	return typeof id === 'string' ? groups.get(fullId('mesh', id)) : undefined;
}

/** As `--json` prints. */
export const json = (value: unknown): string => JSON.stringify(value, null, 2) ?? 'undefined';

/** JavaScript's own words where a parameter is of a type that `meshctrl` did not expect: it ends with them. */
export function textOf(value: Value, expression: string): string {
	if (typeof value !== 'string') throw new TypeError(`${expression} is not a function`);
	return value;
}
