import { CancelledError } from '../../shared/errors';
import { isPassing } from '../passing';
import type { ScriptRun } from '../schemas/history';
import { untilNextLook } from './pace';

/** Someone who waits for the result of a run. */
interface Waiting {
	/** Id of its row in the history. */
	run: number;
	since: number;
	/** Until when, in ms since the epoch. */
	until: number;
	signal: AbortSignal | undefined;
	/** Reads the history at least down to this id, where so many rows are expected at least. */
	read: (downTo: number, expected: number) => Promise<ScriptRun[]>;
	resolve: (row: ScriptRun | undefined) => void;
	reject: (error: unknown) => void;
	unheard: () => void;
}

/** A row of the history is gone: deleted, or its agent was. */
export class RowGoneError extends Error {}

/**
 * Waits for the results of any number of runs on one server with one request at a time: every look at the history of all agents
 * serves all who wait, across the executions of this process. No worker of the server is held meanwhile.
 */
export class RunFollower {
	private readonly waiting = new Set<Waiting>();
	private running = false;
	private lastLookMs = 0;
	private wake = () => {};

	/**
	 * The row of a run once the agent has reported; undefined where it has not until then.
	 * @param until ms since the epoch; one look more is taken after it
	 */
	async result(run: number, { until, signal, read }: Pick<Waiting, 'until' | 'signal' | 'read'>): Promise<ScriptRun | undefined> {
		if (signal?.aborted) throw new CancelledError();
		const { promise, resolve, reject } = Promise.withResolvers<ScriptRun | undefined>();
		const cancel = () => this.leave(each, () => reject(new CancelledError()));
		const each: Waiting = { run, since: Date.now(), until, signal, read, resolve, reject, unheard: () => signal?.removeEventListener('abort', cancel) };
		signal?.addEventListener('abort', cancel, { once: true });
		this.waiting.add(each);
		this.wake();
		if (!this.running) void this.follow();
		return await promise;
	}

	private leave(each: Waiting, settle: () => void): void {
		if (!this.waiting.delete(each)) return;
		each.unheard();
		settle();
		if (this.waiting.size === 0) this.wake();
	}

	private async follow(): Promise<void> {
		this.running = true;
		while (this.waiting.size > 0) {
			await this.untilNextLook();
			const [asker] = this.waiting;
			if (asker) await this.look(asker);
		}
		this.running = false;
	}

	/** Ends early when someone joins, who may have less to wait, and when nobody is left. */
	private async untilNextLook(): Promise<void> {
		const began = Date.now();
		for (;;) {
			const all = [...this.waiting];
			if (all.length === 0) return;
			const now = Date.now();
			const youngest = Math.min(...all.map(({ since }) => now - since));
			const next = Math.min(began + untilNextLook(youngest, this.lastLookMs), ...all.map(({ until }) => Math.max(until, now)));
			if (next <= now) return;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, next - now);
				this.wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}

	/** @param asker whose connection is used; all who wait have the same server and key */
	private async look(asker: Waiting): Promise<void> {
		const asked = [...this.waiting];
		const began = Date.now();
		try {
			const rows = await asker.read(Math.min(...asked.map(({ run }) => run)), asked.length);
			const byId = new Map(rows.map((row) => [row.id, row]));
			for (const each of asked) this.tell(each, byId.get(each.run), began);
		} catch (error) {
			if (error instanceof CancelledError) return this.leave(asker, () => asker.reject(error));
			for (const each of asked) {
				if (!isPassing(error)) this.leave(each, () => each.reject(error));
				else if (each.until <= began) this.leave(each, () => each.resolve(undefined));
			}
		} finally {
			this.lastLookMs = Date.now() - began;
		}
	}

	private tell(each: Waiting, row: ScriptRun | undefined, lookedAt: number): void {
		if (!row) this.leave(each, () => each.reject(new RowGoneError()));
		else if (row.script_results) this.leave(each, () => each.resolve(row));
		else if (each.until <= lookedAt) this.leave(each, () => each.resolve(undefined));
	}
}

const followers = new Map<string, RunFollower>();

/** The one follower for a server and key in this process. @param key names both, without giving them away */
export function followerOf(key: string): RunFollower {
	const follower = followers.get(key) ?? new RunFollower();
	followers.set(key, follower);
	return follower;
}
