/** OpenFrame's REST wrapper around `meshctrl`: a shell script behind a web server, with its traps as measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, Ending } from '../backend';
import { bodyParameters, commandLine, queryParameters, type WrapperRequest } from './commandLine';
import { gatewayTimeout, wrapperAnswer, type Answer } from './pages';
import { parseShellLine } from './shell';
import { Workers } from './workers';

/** A command that reached the wrapper, whatever became of it. */
export interface Arrival {
	command: string;
	/** As the wrapper decoded them; of a name that was sent twice, the last value. */
	params: Record<string, string>;
	method: string;
	/** Milliseconds since the epoch. */
	at: number;
}

export interface WrapperOptions {
	/** What a command takes beside its own time. */
	latencyMs: number;
	/** How long the web server waits for the wrapper before it answers 504. */
	gatewayTimeoutMs: number;
	/** How many commands run at once. */
	workers: number;
}

/** What fits into the pipe between `meshctrl` and the script: the rest is lost, silently. */
const pipeBytes = 65_536;
/** Stands where the real one has its path. */
const script = '/opt/mesh/nginx-api/api.sh';

export class Wrapper {
	readonly workers: Workers;
	readonly arrivals: Arrival[] = [];
	/** Lines by which a client would have had the server's shell run something; none was run. */
	readonly dangerousLines: string[] = [];

	constructor(
		private readonly backend: Backend,
		private readonly options: WrapperOptions,
	) {
		this.workers = new Workers(options.workers);
	}

	/** The answer; never, where the command never ends and the web server's patience does not either. */
	async answer(request: WrapperRequest): Promise<Answer> {
		if (request.method !== 'OPTIONS') this.#remember(request);
		const answered = this.workers.run(async () => {
			await sleep(this.options.latencyMs);
			return await this.#script(request);
		});
		const patience = new AbortController();
		const lost = sleep(this.options.gatewayTimeoutMs, gatewayTimeout, { signal: patience.signal, ref: false });
		// Ending the patience of a request that was answered rejects it.
		lost.catch(() => {});
		return await Promise.race([answered, lost]).finally(() => patience.abort());
	}

	#remember(request: WrapperRequest): void {
		const params = Object.fromEntries([...queryParameters(request.query), ...bodyParameters(request)]);
		this.arrivals.push({ command: request.command, params, method: request.method, at: Date.now() });
	}

	async #script(request: WrapperRequest): Promise<Answer> {
		if (request.method === 'OPTIONS') return wrapperAnswer(204, Buffer.alloc(0));
		if (request.command === '') return wrapperAnswer(400, Buffer.from('{"error": "No command specified"}\n'));
		const { output, exitCode } = await this.#evaluate(commandLine(request));
		const text = strippedOutput(output);
		if (exitCode === 0) return wrapperAnswer(200, Buffer.concat([text, Buffer.from('\n')]));
		return wrapperAnswer(500, Buffer.concat([Buffer.from('{"error": "'), text, Buffer.from('"}\n')]));
	}

	async #evaluate(line: string): Promise<Ending> {
		const parsed = parseShellLine(line);
		if ('words' in parsed) return await this.backend(parsed.words);
		if ('unbalanced' in parsed) {
			const complaint = `unexpected EOF while looking for matching \`${parsed.unbalanced}'`;
			return { output: `${script}: eval: line 72: ${complaint}`, exitCode: 1 };
		}
		this.dangerousLines.push(line);
		return { output: `${script}: line 72: ${parsed.dangerous}: command not found`, exitCode: 127 };
	}
}

/** As `$(...)` gives it: cut where the pipe was full, without NUL and without newlines at the end. */
function strippedOutput(output: string | Buffer): Buffer {
	const bytes = Buffer.from(output).subarray(0, pipeBytes).filter((byte) => byte !== 0);
	let end = bytes.length;
	while (end > 0 && bytes[end - 1] === 0x0a) end--;
	return Buffer.from(bytes.subarray(0, end));
}
