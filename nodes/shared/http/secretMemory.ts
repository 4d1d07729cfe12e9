import { createHash } from 'node:crypto';
import { NotAskedError, type Asked } from '../errors';

/** How a system wants a secret treated that it rejected: declared once for each way to it. */
export interface SecretRules {
	/** Who rejects it, where that is not the product itself. */
	by?: string;
	/** What the secret is called in the credential: "token", "API key". */
	name: string;
	/** For how long a rejected one is not sent again, in ms: as long as it takes until another rejected request does no harm. */
	rememberedMs: number;
	/** Where a rejected request does harm, which: "it raises an alert for every rejected one". */
	harm?: string;
}

/** How long an accepted secret counts as good, so that requests need not wait for one another. */
const TRUSTED_MS = 30_000;
/** A first request that takes longer than this no longer holds up the others. */
const PATIENCE_MS = 5_000;

interface State {
	acceptedAt?: number;
	rejected?: { at: number; words: string; status: number | undefined };
	/** The request that finds out, while nothing is known. */
	scout?: Promise<void>;
}

/** What is known about a secret before it is sent. */
export interface Rejection {
	/** The server's words at the time. */
	words: string;
	/** HTTP status, where the server speaks HTTP. */
	status: number | undefined;
	/** How long ago, in ms. */
	ageMs: number;
}

/**
 * Remembers which secrets a server did not take, because asking again may do harm: some servers write an alert for every rejected
 * request, others bar an address. How long is the system's to say. While nothing is known of a secret, one request goes ahead and the others wait for its
 * outcome, so that a thousand items with a wrong token are one rejected request and not sixteen.
 *
 * Lives in the process: in n8n's queue mode every worker learns for itself. Secrets are kept as hashes only.
 */
export class SecretMemory {
	private readonly states = new Map<string, State>();

	constructor(private readonly now: () => number = Date.now) {}

	/** The key for a server and what is sent to it as proof of identity. */
	static keyOf(...parts: string[]): string {
		return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
	}

	/** @param rememberedMs for how long a rejection counts (see {@link SecretRules}) */
	rejection(key: string, rememberedMs: number): Rejection | undefined {
		const rejected = this.states.get(key)?.rejected;
		if (!rejected) return undefined;
		const ageMs = this.now() - rejected.at;
		if (ageMs >= 0 && ageMs < rememberedMs) return { words: rejected.words, status: rejected.status, ageMs };
		this.states.delete(key);
		return undefined;
	}

	accepted(key: string): void {
		const state = this.state(key);
		state.acceptedAt = this.now();
		delete state.rejected;
	}

	/** For what the server itself said only: a refusal of our own would renew what it rests on, without end. */
	rejected(key: string, words: string, status?: number): void {
		const state = this.state(key);
		state.rejected = { at: this.now(), words, status };
		delete state.acceptedAt;
	}

	/** Waits while another request finds out whether the secret is good; the caller asks {@link rejection} afterwards. */
	async turn(key: string): Promise<{ done: () => void }> {
		const state = this.state(key);
		if (this.isTrusted(state)) return { done: () => {} };
		if (state.scout) {
			await patiently(state.scout);
			return { done: () => {} };
		}
		const { promise, resolve } = Promise.withResolvers<void>();
		state.scout = promise;
		return {
			done: () => {
				delete state.scout;
				resolve();
			},
		};
	}

	private isTrusted({ acceptedAt }: State): boolean {
		if (acceptedAt === undefined) return false;
		const age = this.now() - acceptedAt;
		return age >= 0 && age < TRUSTED_MS;
	}

	private state(key: string): State {
		const state = this.states.get(key) ?? {};
		this.states.set(key, state);
		return state;
	}
}

/**
 * The error instead of a request whose secret was rejected a while ago.
 * @param product the product's name as users know it
 */
export function notAsked({ words, status, ageMs }: Rejection, product: string, { by = product, name, harm }: SecretRules, asked: Asked): NotAskedError {
	const because = `${by} rejected this ${name} ${ago(ageMs)}, so no request was sent${harm ? ` (${harm})` : ''}`;
	return new NotAskedError(words, asked, status, because, `Correct the ${name} in the credential, or press Retry there.`);
}

/** "20 seconds ago", "1 minute ago": whole ones that are over. */
function ago(ms: number): string {
	const seconds = Math.max(1, Math.floor(ms / 1000));
	const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.floor(seconds / 60), 'minute'];
	return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

async function patiently(scout: Promise<void>): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, PATIENCE_MS);
	await Promise.race([scout, promise]);
	clearTimeout(timer);
}
