const made = new Map<new () => object, object>();

/** The one node of its class, as n8n makes one and keeps it: to make one takes longer than most tests. */
export function oneOf<T extends object>(Class: new () => T): T {
	const one = (made.get(Class) as T | undefined) ?? new Class();
	made.set(Class, one);
	return one;
}
