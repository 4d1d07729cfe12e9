import { UnreachableError } from '../../shared/errors';
import { nobodyThere, queueOf, requireAgentRecord, unwrap, wrap, type Command, type CommandResult } from '../command';
import { requireAgent } from '../device';
import type { DeviceRecord } from '../schemas';
import { begun } from '../shell/answer';
import type { Channel } from './channel';
import { hasPrinted } from './consoleRate';
import { inConsole } from './console';
import { commandFrame, type Frame } from './frames';
import { frameOf, GoneError, refusalOrOk, type Order } from './order';
import { ready } from './ready';
import { saysBusy } from './rivals';

/** After such a word, the first one of a command that has begun comes within milliseconds, and within this on the slowest of devices. */
const BEGINS_WITHIN_MS = 1_000;
/** How long a device that is to start something in the background has for it, and may be busy with something else. */
const START_WITHIN_MS = 30_000;

/**
 * Runs a command on a device: one at a time for each device in this process, because an agent drops a second one. It is ended on the
 * device when its time is over, so that an answer comes and the device is free. It is sent once, whatever happens; again only where the
 * agent said that it is busy with something else, and nothing of it has begun.
 * @throws InputError for what the device cannot take; RefusedError where the server or the agent refuses; UnreachableError where no answer
 * came
 */
export async function run(channel: Channel, device: DeviceRecord, command: Command): Promise<CommandResult> {
	requireAgentRecord(device);
	const wrapped = wrap(device, command);
	requireAgent(device);
	return await channel.alone(queueOf(device), async () => {
		await ready(channel, device);
		const order = { channel, device, command, wrapped, frame: frameOf(device, command, wrapped) };
		return await (wrapped.type === 4 ? inConsole(order) : inShell(order));
	});
}

/** The time that the device is busy with something else is not taken from the command's own. */
async function inShell(order: Order): Promise<CommandResult> {
	const { channel, device, command, wrapped } = order;
	const until = Date.now() + (command.wait ? command.timeoutMs : START_WITHIN_MS);
	try {
		do {
			const sentAt = performance.now();
			const answer = await answered(order);
			const durationMs = Math.round(performance.now() - sentAt);
			if (answer !== undefined) return { ...unwrap(wrapped, answer, command, durationMs), durationMs };
		} while (Date.now() < until);
	} finally {
		hasPrinted(device);
	}
	throw channel.refused(`${device.name} is busy with another command`, 'runcommands', 'A device accepts one command at a time. This one was not run.');
}

/**
 * Sends the command and waits for its answer.
 * @returns undefined where the agent was busy, and nothing of the command has begun
 */
async function answered(order: Order): Promise<string | undefined> {
	const { channel, device, command, wrapped, frame } = order;
	let hasBegun = false;
	let patience: NodeJS.Timeout | undefined;
	const { promise: busy, resolve } = Promise.withResolvers<undefined>();
	const believeIt = () => {
		if (!channel.session?.rivals.isUnclear(device._id, wrapped.mark)) resolve(undefined);
	};
	const listen = (received: Frame): { value: string } | undefined => {
		refusalOrOk(order, received);
		if (received.action !== 'msg' || received.nodeid !== device._id) return undefined;
		if (received.type === 'console') {
			const said = String(received.value);
			hasBegun ||= said.includes(begun(wrapped.mark));
			// It may have been said to another session, whose command came while ours was about to begin.
			if (hasBegun) clearInterval(patience);
			else if (saysBusy(said)) patience ??= setInterval(believeIt, BEGINS_WITHIN_MS);
			return undefined;
		}
		if (received.type !== 'runcommands' || received.responseid !== frame.responseid) return undefined;
		return { value: channel.shaped(received, commandFrame, 'runcommands').result ?? '' };
	};
	const timeoutMs = command.wait ? command.timeoutMs + graceFor(command) : START_WITHIN_MS;
	try {
		return await channel.exchange<string | undefined>({ frame, effect: 'once', timeoutMs, answer: listen, orElse: busy });
	} catch (error) {
		throw error instanceof UnreachableError && error.arrived !== 'no' ? mayHaveRun(error, timeoutMs, order) : error;
	} finally {
		clearInterval(patience);
	}
}

/**
 * For what follows the end of a command: 2 s to end one that resists, and the agent's own time for its output, which grows with the square
 * of it (measured: 0.3 s for 1 MB, up to 24 s for 5 MB).
 */
function graceFor({ outputAtMost }: Command): number {
	const megabytes = outputAtMost / 1_000_000;
	return 10_000 + 4_000 * megabytes ** 2;
}

function mayHaveRun(error: UnreachableError, waitedMs: number, { device: { name }, command }: Order): UnreachableError {
	const { message, asked, arrived, code, repeatable } = error;
	const isSilence = !repeatable && !(error instanceof GoneError);
	const words = isSilence ? `${name} did not answer within ${Math.round(waitedMs / 1000)} s` : message;
	const limit = command.wait ? `is stopped there after ${Math.round(command.timeoutMs / 1000)} s` : 'continues';
	const advice = `The command was sent to ${name} and may have run; if it is running, it ${limit}. It was not sent again.${nobodyThere(command.runAs)}`;
	return new UnreachableError(words, asked, arrived, { code, advice, repeatable: false, cause: error });
}
