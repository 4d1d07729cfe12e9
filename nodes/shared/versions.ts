import { InputError } from './errors';

/** Something that came with a later version than the oldest one that is served. */
export interface Later {
	/** The first version that has it: "26.5.4". */
	version: string;
	/** What it is, as a user knows it: "Software > Uninstall". */
	what: string;
}

/** Which versions of a product are served, and which features each of them lacks. Docs, errors and `Check Connection` are made of it. */
export interface Versions {
	/** The product's name as users know it. */
	product: string;
	/** The oldest that is served; what an older one does wrong is not looked for. */
	oldest: string;
	/** What is wrong with older ones, as a sentence. */
	whyOldest: string;
	later: readonly Later[];
}

/** Numbers in the order of a version: of `v26.8.22-lab`, 26, 8 and 22; none where it has none. */
function numbersIn(version: string): number[] {
	return /^\s*v?(\d+(?:\.\d+)*)/i.exec(version)?.[1]?.split('.').map(Number) ?? [];
}

/** Whether a version is surely older than another; false for what is no version, such as the name of a branch. */
export function isOlder(version: string | null, than: string): boolean {
	const [numbers, others] = [numbersIn(version ?? ''), numbersIn(than)];
	if (numbers.length === 0) return false;
	const differs = others.findIndex((other, place) => (numbers[place] ?? 0) !== other);
	return differs >= 0 && (numbers[differs] ?? 0) < others[differs]!;
}

/** What a server of this version lacks: "Software > Uninstall (needs 1.3.0)"; null where it does not tell its version. */
export function missingIn({ oldest, whyOldest, later }: Versions, version: string | null): string[] | null {
	if (version === null || numbersIn(version).length === 0) return null;
	const lacking = later.filter((each) => isOlder(version, each.version)).map(({ what, version: needed }) => `${what} (needs ${needed})`);
	return isOlder(version, oldest) ? [`${whyOldest} (needs ${oldest})`, ...lacking] : lacking;
}

/** @throws InputError where the server is surely too old: said before anything is sent */
export function requireVersion({ product }: Pick<Versions, 'product'>, { what, version: needed }: Later, found: string | null): void {
	if (!isOlder(found, needed)) return;
	throw new InputError(`${what} needs ${product} ${needed}, but this is ${found}`, `Update ${product}. Nothing was sent.`);
}
