import { randomBytes } from 'node:crypto';
import { BadAnswerError } from '../../shared/errors';
import { nobodyThere, queueOf, unwrap, wrap, type Command, type CommandResult, type Wrapped } from '../command';
import { requireAgent } from '../device';
import type { DeviceRecord } from '../schemas';
import { isCut, judged, refusalOf, textOf, type Said } from './answers';
import { commands } from './commands';
import { notThroughRest } from './limits';
import type { Wrapper } from './wrapper';

const command = commands.runcommand;
const STARTED = /^ok$/i;
/** What comes in place of any output: words of the server and of the wrapper, a page, or nothing. */
const NO_OUTPUT =
	/^(|<.*|agent not connected|invalid (node ?id|domain|command type)|(access|permission) denied|unable to (connect to|resolve) wss?:\S+|(invalid login|authentication token required|url key is invalid|invalid command\.).*)$/i;

/**
 * Runs a command on a device, once, whatever happens. One at a time for the whole wrapper: it gives out the first output that comes,
 * of whichever device it is. From other processes and programs that use the same wrapper nothing can be waited for, so every output
 * begins with a mark of its own, and one without it is not taken for ours.
 * @throws InputError for what the wrapper cannot do; RefusedError where the server says no; UnreachableError where no answer came in
 * time; BadAnswerError for the output of another command, or one that was cut off: the command may have run in both cases
 */
export async function run(wrapper: Wrapper, device: DeviceRecord, order: Command): Promise<CommandResult> {
	const wrapped = wrap(device, order);
	if (wrapped.type === 4) throw notThroughRest("The agent's console is not to be had through the wrapper's REST commands");
	if (order.wait && order.runAs === 'user' && !hasUser(device)) {
		throw notThroughRest(`MeshCentral knows of nobody who is signed in at ${device.name}: a command for that user would never answer, and keep one of the wrapper's five workers`);
	}
	requireAgent(device);
	const mark = `__id=${randomBytes(8).toString('hex')}`;
	const values = {
		id: device._id,
		run: marked(wrapped, mark),
		powershell: wrapped.type === 2,
		runasuser: order.runAs === 'userIfAny',
		runasuseronly: order.runAs === 'user',
		reply: order.wait,
	};
	wrapper.check(command, values);
	const options = order.wait ? { timeoutMs: order.timeoutMs, ifSilent: mayStillRun(device, order) } : {};
	const said = await wrapper.alone(queueOf(device), async () => await wrapper.say(command, values, options));
	return { ...outcome(said, wrapped, device, order.wait ? mark : undefined), durationMs: said.durationMs };
}

/** Windows tells who is signed in; the others do not. */
function hasUser({ users }: DeviceRecord): boolean {
	return Array.isArray(users) && users.length > 0;
}

/** The mark comes first: the end of an output may be cut off. The shell gets a line break at the end from the agent. */
function marked({ type, text }: Wrapped, mark: string): string {
	return `${type === 2 ? `"${mark}"\r` : `echo ${mark}`}\n${text.trimEnd()}`;
}

function outcome(said: Said, wrapped: Wrapped, device: DeviceRecord, mark: string | undefined): Pick<CommandResult, 'output' | 'exitCode'> {
	if (mark === undefined) {
		judged(said, STARTED);
		return { output: null, exitCode: null };
	}
	const text = textOf(said.value);
	if (!text.includes(mark)) throw notOurs(said, device);
	if (isCut(text)) throw cutOff(said, device);
	// A terminal's echo, as of a command that runs as the user, stays as it is.
	return unwrap(wrapped, text.startsWith(mark) ? text.slice(mark.length).replace(/^\r?\n/, '') : text);
}

function notOurs(said: Said, device: DeviceRecord): Error {
	const text = said.masked(textOf(said.value)).trim();
	if (NO_OUTPUT.test(text)) return refusalOf(said);
	// Words of the server that are not known are shown; the output of somebody else's command is not.
	const words = /^[A-Z][A-Za-z ',.-]{2,60}$/.test(text) ? `: "${text}"` : '';
	return new BadAnswerError(
		`Something else came in place of the output of this command${words}`,
		said.asked,
		200,
		`It may have run on ${device.name}, and was not sent again. The wrapper mixes up the outputs of commands that run at the same time, from whatever program: 'WebSocket' in 'Connect Through' of the credential does not.`,
	);
}

function cutOff({ asked }: Said, device: DeviceRecord): BadAnswerError {
	return new BadAnswerError(
		'The wrapper cut the output of this command off at 64 KiB, and with it the exit code',
		asked,
		200,
		`It ran on ${device.name}, and was not sent again. Let it print less, or choose 'WebSocket' in 'Connect Through' of the credential, which has no such limit.`,
	);
}

function mayStillRun({ name }: DeviceRecord, { runAs }: Command): string {
	return `The command was sent to ${name} and may still be running there, or another one was running and it was dropped. It was not sent again.${nobodyThere(runAs)}`;
}
