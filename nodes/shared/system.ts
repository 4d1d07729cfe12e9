import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Connect, Connected } from './connected';
import type { NameList } from './fields';
import type { FleetSource } from './fleet/source';
import type { Effect } from './http/retry';
import type { Resource } from './operation';
import type { OnRemark } from './remarks';
import type { RightLabels } from './rights';

/** What a client is made with, beside the credential. */
export interface ClientOptions {
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
	/** Until when requests are repeated, ms since the epoch: anyone who waits has that long. */
	deadline?: number;
	/** Ask even if the server rejected this secret a moment ago: for the credential test. */
	askAnyway?: boolean;
	/** Called whenever a request that changes something may have arrived: until then, surely nothing was done. */
	acted?: () => void;
	/** Told of what could not be read of answers, where somebody is there to hear it: a drop-down has nobody. */
	remark?: OnRemark;
}

/** One way to reach a system: a credential type and what to make of it. */
export interface Access<C> {
	/** How it is called in the choice `Authentication`, for systems with more than one. */
	name: string;
	description?: string;
	/** Internal name of the credential type. */
	credential: string;
	/** Loads what asks the server when it is first needed: n8n loads all nodes at its start, and waits for it. */
	connect(data: ICredentialDataDecryptedObject, options: ClientOptions): Promise<C>;
	/** The server, and who asks. Plain text: of the second, only a hash is ever kept. */
	identity(data: ICredentialDataDecryptedObject): { scope: string; asker: string };
	/**
	 * Asks the server for something that proves that it is this product and that the secret is good.
	 * @throws with a sentence for the person at the credential
	 */
	test(client: C): Promise<void>;
}

/** The value that a field of the form has now, by the name of its parameter: a list may depend on what is chosen above it. */
export type FormValue = (name: string) => unknown;

/** Gives all rows that match the filter, in any order: the engine sorts and shows them in pages. */
export type ListSearch<C> = (client: C, filter: string, formValue: FormValue) => Promise<ListEntry[]>;

/** A row of a drop-down with search. */
export interface ListEntry {
	name: string;
	value: string;
	url?: string;
}

/** What a system knows of a device at this moment. */
export interface Seen {
	/** null where it is unknown. */
	online: boolean | null;
	name: string | null;
}

/** A device-management system as the engine sees it: how it is reached and what can be done with it. */
export interface System<C> {
	/** The product's name as users know it. */
	name: string;
	/** How its devices name it in their `source`: the node's internal name. */
	source: string;
	/** The ways to reach it; the first is the default. */
	accesses: readonly [Access<C>, ...Array<Access<C>>];
	resources: ReadonlyArray<Resource<C>>;
	/** How many items run at the same time by default; the engine's own default is 32 reading and 8 writing. */
	itemsAtOnce?: Partial<Record<'read' | 'write', number>>;
	/** How the product's own pages call its rights, by the words that its server and its operations use. */
	rightLabels?: RightLabels;
	/**
	 * Looks which of these devices are online now, by the ids that operations take; for roll-outs. A device that it cannot find is not there.
	 * Changes nothing.
	 */
	look?(client: C, ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Seen>>;
	/** A device's name, as far as this client has read it: for an item that failed. Nothing is requested for it. */
	nameOf?(client: C, id: string): string | null | undefined;
	/** Reads the names of all devices in one request, so that `nameOf` has them: for the rows of a roll-out that name what was not run. */
	readNames?(client: C): Promise<unknown>;
	/** What all spellings of a device's id have in common, where an id can be spelt in several ways. */
	sameDevice?(id: string): string;
	/** Lists for locators, by the name of the method. */
	listSearch?: Readonly<Record<string, ListSearch<C>>>;
	/** Names that fields and filters offer to choose several from. */
	nameLists?: ReadonlyArray<NameList<C>>;
	/** How its devices are found again in other systems. */
	fleet?: FleetSource<C>;
	/**
	 * For a node over several systems: its client, which connects to each of them when it needs it. There is no choice between the accesses then;
	 * they are those of all systems.
	 */
	joined?(connect: Connect): Connected<C>;
}

export function defaultItemsAtOnce<C>(system: System<C>, effect: Effect): number {
	return effect === 'read' ? (system.itemsAtOnce?.read ?? 32) : (system.itemsAtOnce?.write ?? 8);
}
