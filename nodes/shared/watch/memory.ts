import type { Unpacked } from './keeping';
import type { Saved } from './state';

/** Devices in unpacked states that are kept beside the packed ones, over all triggers: about 100 MB. */
const MOST_UNPACKED = 200_000;

/** What triggers of this process remember between polls, beside the state that n8n keeps. */
export class Memory {
	/** Ends of the polls that are under way, by trigger. */
	private readonly busyUntil = new Map<string, number>();
	private readonly registrations = new WeakSet<object>();
	private readonly states = new Map<string, Pick<Saved, 'packed' | 'since'> & Unpacked>();
	private readonly mirrors = new Map<string, { copies: ReadonlySet<string>; saved: Saved }>();

	/**
	 * One poll at a time for each trigger. A poll that hangs holds the others off only for as long as it may take.
	 * @returns this poll's turn, to be ended with; undefined while another has it
	 */
	begin(key: string, budgetMs: number): number | undefined {
		const now = performance.now();
		if ((this.busyUntil.get(key) ?? 0) > now) return undefined;
		this.busyUntil.set(key, now + budgetMs);
		return now + budgetMs;
	}

	/** A poll that comes to its end late leaves the turn of the next alone. */
	end(key: string, turn: number): void {
		if (this.busyUntil.get(key) === turn) this.busyUntil.delete(key);
	}

	/** Whether this is the first poll of a registration: n8n makes one context object for each. */
	isFirst(registration: object): boolean {
		const first = !this.registrations.has(registration);
		this.registrations.add(registration);
		return first;
	}

	/**
	 * n8n does not keep what a poll without events wrote, in some of its modes not even until the next poll. What was kept here is
	 * used as long as n8n's copy is the one that there was then, or itself. Any other was put there by another process, or put back: no
	 * clock decides which of them is the later one, for it may have been set in between.
	 */
	freshest(key: string, fromN8n: Saved | undefined): Saved | undefined {
		const mirror = this.mirrors.get(key);
		// Where n8n has nothing at all, it lost what was written: an activation's state in one of its modes, or an overwritten document.
		if (mirror && !fromN8n) return mirror.saved;
		return mirror && fromN8n && mirror.copies.has(copyOf(fromN8n)) ? mirror.saved : fromN8n;
	}

	/** Whether this process looked after the trigger before: then nothing that it handed over was lost in another one's end. */
	knows(key: string): boolean {
		return this.mirrors.has(key);
	}

	/** The state that this was packed from, where it is still here. */
	unpacked(key: string, { packed, since }: Saved): Unpacked | undefined {
		const kept = this.states.get(key);
		return kept?.packed === packed && kept.since === since ? kept : undefined;
	}

	/** Keeps a state as it is, so that the next poll need not unpack it; the ones unused for longest make room. */
	keepUnpacked(key: string, { packed, since }: Saved, { state, whole }: Unpacked): void {
		this.states.delete(key);
		this.states.set(key, { packed, since, state, whole });
		let devices = [...this.states.values()].reduce((sum, each) => sum + each.state.entities.size, 0);
		for (const [oldest, each] of this.states) {
			if (devices <= MOST_UNPACKED) break;
			devices -= each.state.entities.size;
			this.states.delete(oldest);
		}
	}

	/** @param fromN8n what n8n had when this was made */
	keep(key: string, fromN8n: Saved | undefined, saved: Saved): void {
		this.mirrors.set(key, { copies: new Set([fromN8n ?? saved, saved].map(copyOf)), saved });
	}
}

/** Tells one copy from all others of a trigger. */
function copyOf({ node, revision, savedAt }: Saved): string {
	return `${node} ${revision} ${savedAt}`;
}
