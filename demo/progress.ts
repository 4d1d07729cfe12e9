/** The lines a person sees while the demo starts. */

const seconds = (sinceMs: number): string => `${((Date.now() - sinceMs) / 1_000).toFixed(1)} s`;
const startedAt = Date.now();

export const say = (line = ''): void => console.log(line);

/** The seconds since the program began, e.g. `12.3 s`. */
export const total = (): string => seconds(startedAt);

/** Does one step of the start: prints its name before, what it reports meanwhile, and its outcome and time after. */
export async function step<T>(
	name: string,
	work: (report: (line: string) => void) => Promise<T>,
	outcome: (done: T) => string = () => 'done',
): Promise<T> {
	const began = Date.now();
	say(`- ${name} ...`);
	const done = await work((line) => say(`    ${line}`));
	say(`    ${outcome(done)}, ${seconds(began)}`);
	return done;
}
