import type { PartRead } from './client';

/** Since when something is so, and whether it was reported. */
export interface Entry {
	/** ISO 8601. */
	since: string;
	isTold: boolean;
	/** Of the device, for the event about its end. */
	name: string | null;
}

/** How many devices a system listed, before it listed far fewer: since when it does. */
interface Size {
	count: number;
	since: string;
}

/** From so many on, and if it is more than such a share of all: then they are not gone, but out of sight. */
const MANY = 10;
const SHARE = 0.2;
/** After that, they are gone. */
const DAY_MS = 86_400_000;

/** What is kept from one look to the next, as texts among what the trigger keeps as open. */
export class Ledger {
	private readonly before = new Map<string, Entry>();
	private readonly sizesBefore = new Map<string, Size>();
	private readonly now: number;
	private readonly kept = new Map<string, Entry>();

	/** @param at ISO 8601 */
	constructor(open: readonly string[], private readonly at: string) {
		this.now = Date.parse(at);
		for (const text of open) this.read(text);
	}

	/**
	 * Systems of which it can be said that they do not have a device: read whole, and with about as many devices as before. One that lists far fewer
	 * than yesterday is one whose key may see less, or that was restored from a copy.
	 */
	trusted(parts: readonly PartRead[], whole: ReadonlySet<string>): Set<string> {
		return new Set(parts.filter((part) => whole.has(part.source) && !this.isShrunk(part)).map(({ source }) => source));
	}

	/**
	 * Notes that something is so: since when, if that is not known from an earlier look.
	 * @param proven since when it is so by a server: later than at the look before where it was otherwise in between
	 */
	keep(key: string, since: string, name: string | null, proven: string | null = null): Entry {
		const before = this.before.get(key);
		const isAnew = before && !before.isTold && proven !== null && proven > before.since;
		const entry = { ...(before && !isAnew ? before : { since: isAnew ? proven : since, isTold: false }), name };
		this.kept.set(key, entry);
		return entry;
	}

	/** What was so at the last look and was not noted in this one. */
	left(): Array<[string, Entry]> {
		return [...this.before].filter(([key]) => !this.kept.has(key));
	}

	/** For the next look. */
	entries(parts: readonly PartRead[]): string[] {
		const sizes = parts.map((part) => {
			const size = this.isShrunk(part) ? this.shrunk(part) : { count: part.records.length, since: '' };
			return JSON.stringify(['size', part.source, size.count, size.since]);
		});
		return [...sizes, ...[...this.kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { since, isTold, name }]) => JSON.stringify(['is', key, since, Number(isTold), name]))];
	}

	private isShrunk({ source, records }: PartRead): boolean {
		const before = this.sizesBefore.get(source);
		if (!before) return false;
		const missing = before.count - records.length;
		const isLong = before.since !== '' && this.now - Date.parse(before.since) >= DAY_MS;
		const isEmptied = records.length === 0 && before.count > 1;
		return ((missing >= MANY && missing > before.count * SHARE) || isEmptied) && !isLong;
	}

	private shrunk({ source }: PartRead): Size {
		const { count, since } = this.sizesBefore.get(source)!;
		return { count, since: since || this.at };
	}

	/** Another release may have written something else. */
	private read(text: string): void {
		try {
			const [kind, key, value, more, name] = JSON.parse(text) as [string, string, unknown, unknown, unknown];
			if (kind === 'is') this.before.set(key, { since: String(value), isTold: more === 1, name: typeof name === 'string' ? name : null });
			if (kind === 'size') this.sizesBefore.set(key, { count: Number(value), since: String(more) });
		} catch {
			// What cannot be read is found again.
		}
	}
}
