/** Ends what was started, the last first, however the program ends. */
import { say } from './progress';

type Stop = () => Promise<void> | void;

/** Holds what has to be ended. */
export class Closing {
	private readonly stops: Array<{ name: string; stop: Stop }> = [];
	private ending: Promise<never> | undefined;

	add(name: string, stop: Stop): void {
		this.stops.push({ name, stop });
	}

	/** Ctrl-C and a polite kill end the program with exit code 0. */
	onSignals(): void {
		const end = () => void this.end(0, 'Ending the demo ...');
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
	}

	/** Ends everything and the program; asked again, it continues with what it is doing. */
	async end(exitCode: number, words: string): Promise<never> {
		this.ending ??= this.close(exitCode, words);
		return await this.ending;
	}

	private async close(exitCode: number, words: string): Promise<never> {
		say(`\n${words}`);
		let code = exitCode;
		for (const { name, stop } of this.stops.reverse()) {
			try {
				await stop();
			} catch (error) {
				say(`${name} did not end cleanly: ${String(error)}`);
				code = 1;
			}
		}
		process.exit(code);
	}
}
