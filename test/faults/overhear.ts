/** What is written to the console from now on, by anybody. */
export function overhear(): { lines: unknown[]; stop(): void } {
	const lines: unknown[] = [];
	const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) => jest.spyOn(console, method).mockImplementation((...words) => void lines.push(...words)));
	const streams = [process.stdout, process.stderr].map((stream) =>
		jest.spyOn(stream, 'write').mockImplementation((text) => {
			lines.push(String(text));
			return true;
		}),
	);
	return { lines, stop: () => [...spies, ...streams].forEach((spy) => spy.mockRestore()) };
}
