import { oneLine } from './text';

/** What can be thrown is anything: a number, nothing at all, an object whose members throw in turn. These read it anyway. */

/** A member of whatever was thrown; undefined where there is none, and where reading it throws as well. */
export function member(thrown: unknown, name: string): unknown {
	try {
		return (thrown as Record<string, unknown> | null | undefined)?.[name];
	} catch {
		return undefined;
	}
}

/** What it says about itself, in one line; '' where that is nothing. */
export function wordsOf(thrown: unknown): string {
	const message = member(thrown, 'message');
	if (typeof message === 'string' && message.trim()) return oneLine(message);
	if (typeof thrown === 'object' && thrown !== null) return nameOf(thrown);
	return thrown === undefined || thrown === null ? '' : oneLine(String(thrown));
}

/** Such as "TypeError"; '' for an object that has none, of which "[object Object]" would say no more. */
function nameOf(thrown: object): string {
	const name = member(thrown, 'name');
	return typeof name === 'string' && name !== 'Error' ? oneLine(name) : '';
}
