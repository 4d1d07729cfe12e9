/** The same object less these members. */
export function without<T extends object, K extends keyof T>(object: T, ...names: readonly K[]): Omit<T, K> {
	const rest: T = { ...object };
	for (const name of names) delete rest[name];
	return rest;
}
