/** A system that the demo's n8n can talk to. */
import type { IDataObject } from 'n8n-workflow';
import type { Closing } from '../closing';

/** A credential as the demo makes it in n8n. */
export interface DemoCredential {
	name: string;
	type: string;
	/** What is another one after a later start: addresses, and secrets of servers that are made anew. */
	address: IDataObject;
	rest: IDataObject;
}

/** A system that runs. */
export interface DemoSystem {
	name: string;
	credentials: DemoCredential[];
	/** What to say of it in the welcome, a line at a time. */
	lines: string[];
}

/** Starts a system and says to `closing` how it is ended. */
export type StartSystem = (closing: Closing, report: (line: string) => void) => Promise<DemoSystem>;

/** Certificates are no matter on this machine, unless a system has its own. */
export const certificates = { allowUnauthorizedCerts: false, caCertificate: '' };

/**
 * Does something every so often, for as long as the demo runs: the parts of a day follow each other, and then it begins anew.
 * @param parts one after the other; what one of them cannot do is left out
 */
export function play(closing: Closing, name: string, everyMs: number, parts: ReadonlyArray<() => unknown>): void {
	let next = 0;
	const timer = setInterval(() => void Promise.resolve().then(parts[next++ % parts.length]!).catch(() => {}), everyMs);
	closing.add(name, () => clearInterval(timer));
}
