/** `major.minor.patch` or `major.minor.patch-beta.n`, as Meshtech documents it; other words than beta may stand there. */
const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9a-z.-]+))?$/i;

export function isVersion(text: string): boolean {
	return VERSION.test(text);
}

/**
 * Orders versions as semantic versioning does: by number, and a pre-release before its release. What is no version comes first.
 * @returns below 0 if `a` is the older
 */
export function compareVersions(a: string, b: string): number {
	const [one, other] = [partsOf(a), partsOf(b)];
	for (let index = 0; index < Math.max(one.length, other.length); index++) {
		const order = compareParts(one[index], other[index]);
		if (order !== 0) return order;
	}
	return 0;
}

/** The fourth part tells a release (1) from its pre-releases (0), which come before it. */
function partsOf(version: string): Array<number | string> {
	const [, major, minor, patch, pre] = VERSION.exec(version) ?? [];
	if (major === undefined) return [];
	const inside = pre?.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part.toLowerCase())) ?? [];
	return [Number(major), Number(minor), Number(patch), pre === undefined ? 1 : 0, ...inside];
}

function compareParts(a: number | string | undefined, b: number | string | undefined): number {
	if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	// Numbers come before words.
	if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}
