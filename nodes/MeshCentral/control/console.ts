import { UnreachableError } from '../../shared/errors';
import { UNKNOWN_OUTCOME, type CommandResult } from '../command';
import { hasPrinted, untilConsoleIsHeard } from './consoleRate';
import type { Frame } from './frames';
import { GoneError, refusalOrOk, type Order } from './order';

const ANSWER_TO_START_MS = 30_000;
/** The agent's console does not say when it is done: nothing more for so long is the end. */
const CONSOLE_QUIET_MS = 300;

/** MeshCentral 1.1.55 ends an agent's connection at the thirty-first text in its console that is the same as the one before (as in its source, and measured). */
const NO_WORD =
	"It was not sent again. Not every console command returns output: turn off 'Wait for Output' for those. Output is also lost if the agent " +
	'prints more than ten texts within a second, other commands included, or the same text about thirty times in a row, after which MeshCentral disconnects it.';

/** The agent's own console answers with frames of text, without saying which is the last. */
export async function inConsole(order: Order): Promise<CommandResult> {
	const { device, command } = order;
	if (command.wait) await untilConsoleIsHeard(device);
	const begun = performance.now();
	try {
		const output = await answerOf(order);
		return { ...UNKNOWN_OUTCOME, output, durationMs: Math.round(performance.now() - begun) };
	} finally {
		if (!command.wait) hasPrinted(device);
	}
}

async function answerOf(order: Order): Promise<string | null> {
	const { device, command, channel, frame } = order;
	const lines: string[] = [];
	let accepted = false;
	let quiet: NodeJS.Timeout | undefined;
	const { promise: silence, resolve: fallSilent } = Promise.withResolvers<true>();
	const listen = (received: Frame): { value: true } | undefined => {
		if (refusalOrOk(order, received)) accepted = true;
		// What comes before is the end of an earlier command that nobody waited for.
		if (!accepted) return undefined;
		if (!command.wait) return { value: true };
		if (received.action === 'msg' && received.type === 'console' && received.nodeid === device._id) {
			lines.push(String(received.value ?? ''));
			clearTimeout(quiet);
			quiet = setTimeout(fallSilent, CONSOLE_QUIET_MS, true);
		}
		return undefined;
	};
	try {
		const timeoutMs = command.wait ? command.timeoutMs : ANSWER_TO_START_MS;
		await channel.exchange({ frame, effect: 'once', timeoutMs, answer: listen, orElse: silence });
	} catch (error) {
		if (!accepted || !(error instanceof UnreachableError) || error instanceof GoneError || error.repeatable) throw error;
		if (lines.length === 0) throw channel.refused(`${device.name} accepted the console command but returned no output`, 'runcommands', NO_WORD);
	} finally {
		clearTimeout(quiet);
	}
	return command.wait ? lines.join('\n') : null;
}
