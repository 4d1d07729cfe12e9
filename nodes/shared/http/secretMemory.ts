import { createHash } from 'node:crypto';

/** How long a rejected secret is not tried again. */
export const REMEMBERED_MS = 30 * 60_000;
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
 * Remembers which secrets a server did not take, because asking again does harm: NetAlertX writes an alert for every rejected
 * request, others lock the account. While nothing is known of a secret, one request goes ahead and the others wait for its
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

	rejection(key: string): Rejection | undefined {
		const rejected = this.states.get(key)?.rejected;
		if (!rejected) return undefined;
		const ageMs = this.now() - rejected.at;
		if (ageMs >= 0 && ageMs < REMEMBERED_MS) return { words: rejected.words, status: rejected.status, ageMs };
		this.states.delete(key);
		return undefined;
	}

	accepted(key: string): void {
		const state = this.state(key);
		state.acceptedAt = this.now();
		delete state.rejected;
	}

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

async function patiently(scout: Promise<void>): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, PATIENCE_MS);
	await Promise.race([scout, promise]);
	clearTimeout(timer);
}
