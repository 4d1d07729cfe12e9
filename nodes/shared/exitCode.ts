import { OutcomeError } from './errors';
import { flag } from './fields';

/** What something that was run on a device gave. */
export interface Ended {
	/** null where the device did not say. */
	exitCode: number | null;
	stdout?: string | null;
	stderr?: string | null;
	/** Both in one, where they are not told apart. */
	output?: string | null;
}

/** The switch of everything that runs something: without it, an exit code is a result like any other. */
export const failOnExitCode = flag({
	displayName: 'Fail on Exit Code',
	default: false,
	description: 'Whether a non-zero exit code is an error. The details of the error contain the output.',
});

/** Characters of an output that the description of an error repeats: its end, where the reason mostly stands. */
const SHOWN = 500;

/**
 * The result, unless the user wants an exit code other than 0 to be an error.
 * @param what what was run, as the error names it: 'The script "Clear Temp" on WIN-SRV-00'; `reason` where more is known than the number
 * @throws OutcomeError with the whole result in its details
 */
export function unlessFailed<T extends Ended>(result: T, what: string, { failOnExitCode, reason }: { failOnExitCode: boolean; reason?: string }): T {
	const { exitCode } = result;
	if (!failOnExitCode || exitCode === 0 || exitCode === null) return result;
	const said = lastWords(result);
	throw new OutcomeError(`${what} ended with exit code ${exitCode}${reason ? `: ${reason}` : ''}`, result, said ? `Its output ends with: ${said}` : 'It returned no output.');
}

function lastWords({ stderr, stdout, output }: Ended): string {
	const said = [stderr, output, stdout].map((text) => (text ?? '').trim()).find(Boolean) ?? '';
	return said.length > SHOWN ? `…${said.slice(1 - SHOWN)}` : said;
}
