import { randomUUID } from 'node:crypto';
import { RefusedError, UnreachableError } from '../../shared/errors';
import { nobodyThere, queueOf, unwrap, wrap, type Command, type CommandResult } from '../command';
import { requireAgent } from '../device';
import type { DeviceRecord } from '../schemas';
import type { Channel } from './channel';
import { hasPrinted, untilConsoleIsHeard } from './consoleRate';
import { commandFrame, type Frame } from './frames';
import { ready } from './ready';
import type { Exchange } from './session';

/** As the server numbers them. */
const RUN_AS = { agent: 0, userIfAny: 1, user: 2 } as const;
/** What the agent says in place of an answer when another command is running there; it names nobody, so it may be meant for another session. */
const BUSY = /can't execute, already busy/i;
const ANSWER_TO_START_MS = 30_000;
/** The agent's console does not say when it is done: nothing more for so long is the end. */
const CONSOLE_QUIET_MS = 300;

/**
 * Runs a command on a device: one at a time for each device in this process, because an agent drops a second one without a word.
 * It is sent once, whatever happens.
 * @throws RefusedError where the server or the agent says no; UnreachableError where no answer came in time
 */
export async function run(channel: Channel, device: DeviceRecord, command: Command): Promise<CommandResult> {
	const wrapped = wrap(device, command);
	requireAgent(device);
	const listens = wrapped.type === 4 && command.wait;
	return await channel.alone(queueOf(device), async () => {
		await ready(channel, device);
		if (listens) await untilConsoleIsHeard(device);
		const begun = performance.now();
		const order = { channel, device, command, type: wrapped.type, text: wrapped.text };
		try {
			const answer = wrapped.type === 4 ? await inConsole(order) : command.wait ? await withOutput(order) : await started(order);
			const told = answer === null ? { output: null, exitCode: null } : unwrap(wrapped, answer);
			return { ...told, durationMs: Math.round(performance.now() - begun) };
		} finally {
			if (!listens) hasPrinted(device);
		}
	});
}

interface Order {
	channel: Channel;
	device: DeviceRecord;
	command: Command;
	type: number;
	text: string;
}

function frameOf({ device, command, type, text }: Order, reply: boolean): Frame {
	const runAsUser = RUN_AS[command.runAs];
	return { action: 'runcommands', nodeids: [device._id], type, cmds: text, runAsUser, reply, responseid: randomUUID() };
}

async function started(order: Order): Promise<null> {
	const frame = frameOf(order, false);
	await sent(order, { frame, effect: 'once', timeoutMs: ANSWER_TO_START_MS, answer: (received) => (refusalOrOk(order, frame, received) ? { value: true } : undefined) });
	return null;
}

async function withOutput(order: Order): Promise<string> {
	const frame = frameOf(order, true);
	const { channel, device, command } = order;
	let busy = false;
	try {
		return await sent(order, {
			frame,
			effect: 'once',
			timeoutMs: command.timeoutMs,
			answer: (received) => {
				refusalOrOk(order, frame, received);
				if (received.nodeid !== device._id || received.action !== 'msg') return undefined;
				// A reply before the deadline wins: the word "busy" may have been for another session's command.
				if (received.type === 'console' && BUSY.test(String(received.value))) busy = true;
				if (received.type !== 'runcommands' || received.responseid !== frame.responseid) return undefined;
				return { value: channel.shaped(received, commandFrame, 'runcommands').result ?? '' };
			},
		});
	} catch (error) {
		if (!(error instanceof UnreachableError) || error.arrived === 'no') throw error;
		if (busy) throw channel.refused(`${device.name} is busy with another command`, 'runcommands', 'The agent takes one command at a time and said so; this one most likely did not run. It was not sent again.');
		throw mayStillRun(error, device, command);
	}
}

function mayStillRun(error: UnreachableError, { name }: DeviceRecord, { runAs, timeoutMs }: Command): UnreachableError {
	const { message, asked, arrived, code, repeatable } = error;
	const advice = `The command was sent to ${name} and may still be running there: until it ends, the device takes no other. It was not sent again.${nobodyThere(runAs)}`;
	const words = repeatable ? message : `${name} did not finish the command within ${Math.round(timeoutMs / 1000)} s`;
	return new UnreachableError(words, asked, arrived, { code, advice, repeatable: false, cause: error });
}

/** MeshCentral 1.1.55 ends an agent's connection at the thirty-first text in its console that is the same as the one before (as in its source, and measured). */
const NO_WORD =
	"It was not sent again. Not every console command answers: switch 'Wait for Output' off for those. An answer is also lost where the agent " +
	'prints more than ten texts within a second, as other commands may, or the same text some thirty times in a row, upon which MeshCentral disconnects it.';

/** The agent's own console answers with frames of text, without saying which is the last. */
async function inConsole(order: Order): Promise<string | null> {
	const frame = frameOf(order, false);
	const { device, command, channel } = order;
	const lines: string[] = [];
	let accepted = false;
	let quiet: NodeJS.Timeout | undefined;
	const { promise: silence, resolve: fallSilent } = Promise.withResolvers<true>();
	const listen = (received: Frame): { value: true } | undefined => {
		accepted ||= refusalOrOk(order, frame, received);
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
		await sent(order, { frame, effect: 'once', timeoutMs, answer: listen, orElse: silence });
	} catch (error) {
		if (!accepted || !(error instanceof UnreachableError) || error.repeatable) throw error;
		if (lines.length === 0) throw channel.refused(`${device.name} took the console command and answered nothing`, 'runcommands', NO_WORD);
	} finally {
		clearTimeout(quiet);
	}
	return command.wait ? lines.join('\n') : null;
}

async function sent<T>({ channel }: Order, exchange: Exchange<T>): Promise<T> {
	return await channel.exchange(exchange);
}

/** @returns whether the server took the command @throws RefusedError with its words where it did not */
function refusalOrOk({ channel }: Order, { responseid }: Frame, received: Frame): boolean {
	if (received.action !== 'runcommands' || received.responseid !== responseid) return false;
	const { result } = channel.shaped(received, commandFrame, 'runcommands');
	if (result === 'OK') return true;
	throw channel.refused(String(result), 'runcommands') satisfies RefusedError;
}
