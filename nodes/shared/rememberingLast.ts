/** The same function, which is not called again for the text that it was given last: for long lists in which most rows have the same one. */
export function rememberingLast<T>(read: (text: string | null) => T): (text: string | null) => T {
	let last: { text: string | null; value: T } | undefined;
	return (text) => {
		if (!last || last.text !== text) last = { text, value: read(text) };
		return last.value;
	};
}
