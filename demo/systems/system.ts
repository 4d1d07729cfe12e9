/** A system that the demo's n8n can talk to. */
import type { IDataObject } from 'n8n-workflow';
import type { Closing } from '../closing';
import type { Act } from '../day/act';

/** A credential as the demo makes it in n8n. */
export interface DemoCredential {
	name: string;
	type: string;
	/** What may be another one after a later start: addresses, the way there, and secrets of servers that are made again. */
	address: IDataObject;
	rest: IDataObject;
}

/** Something to enter in a credential, by the label that it has there. */
export interface Access {
	label: string;
	value: string;
}

/** A system that runs. */
export interface DemoSystem {
	name: string;
	/** What it is, in a sentence or two. */
	what: string;
	/** Name of the example workflow to begin with: a device goes offline, a message in Slack. */
	example: string;
	/** How it is now, e.g. `3 of 3 devices are online`. */
	status(): string;
	/** What can happen in it, by the day or at the press of a button. */
	acts: readonly Act[];
	credentials: DemoCredential[];
	/** What the examples leave to be chosen, by the name of the parameter: what this system has for it. */
	choices?: Readonly<Record<string, number[]>>;
	/** All its addresses and what is needed to sign in: enough to make a credential by hand. */
	access: readonly Access[];
}

/** Starts a system and says to `closing` how it is ended. */
export type StartSystem = (closing: Closing, report: (line: string) => void) => Promise<DemoSystem>;

/** E.g. `1 of 3 devices is online`. */
export const onlineOf = (online: number, total: number, what: string): string => `${online} of ${total} ${what} ${online === 1 ? 'is' : 'are'} online`;

/** Certificates are no matter on this machine, unless a system has its own. */
export const certificates = { allowUnauthorizedCerts: false, caCertificate: '' };
