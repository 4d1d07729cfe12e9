/** The same function, which is not called again for the text that it was given last: for long lists in which most rows have the same one. */
export function rememberingLast<T>(read: (text: string | null) => T): (text: string | null) => T {
	let last: { text: string | null; value: T } | undefined;
	return (text) => {
		if (!last || last.text !== text) last = { text, value: read(text) };
		return last.value;
	};
}

/**
 * The same function, which is not called again for texts that it was given before: for columns that hold the same texts at every look.
 * @param most texts that it remembers, and then forgets all of
 */
export function remembering<T>(read: (text: string | null) => T, most: number): (text: string | null) => T {
	const known = new Map<string | null, T>();
	return (text) => {
		let value = known.get(text);
		if (value === undefined && !known.has(text)) {
			if (known.size >= most) known.clear();
			known.set(text, (value = read(text)));
		}
		return value as T;
	};
}
