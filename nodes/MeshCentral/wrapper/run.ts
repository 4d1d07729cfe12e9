import { BadAnswerError, UnreachableError } from '../../shared/errors';
import { nobodyThere, queueOf, requireAgentRecord, UNKNOWN_OUTCOME, unwrap, wrap, type Command, type CommandResult } from '../command';
import { requireAgent } from '../device';
import type { DeviceRecord } from '../schemas';
import { begun } from '../shell/answer';
import { isCut, judged, refusalOf, textOf, type Said } from './answers';
import { commands } from './commands';
import { notThroughRest } from './limits';
import { holdsWorker, unansweredAt } from './unanswered';
import type { Wrapper } from './wrapper';

const command = commands.runcommand;
const STARTED = /^ok$/i;
/** What comes instead of any output: words of the server and of the wrapper, a page, or nothing. */
const NO_OUTPUT =
	/^(|<.*|agent not connected|invalid (node ?id|domain|command type)|(access|permission) denied|unable to (connect to|resolve) wss?:\S+|(invalid login|authentication token required|url key is invalid|invalid command\.).*)$/i;

/** In base64, with its marks, it fits into the 64 KiB of an answer; beside what a terminal shows, where it runs as a user. */
const OUTPUT_AT_MOST = { agent: 47 * 1024, user: 41 * 1024 };
/** What is not in base64 the wrapper would read. So many characters, percent-encoded about a tenth more, fit into a request. */
const PASSAGE = { inBase64: true, comfortable: 6_700 };
/** For the device to end a command that resists, and for the wrapper, which takes seconds when it is busy. */
const GRACE_MS = 15_000;
const START_WITHIN_MS = 30_000;

/**
 * Runs a command on a device, once, whatever happens. One at a time for the whole wrapper: it gives out the first output that comes,
 * of whichever device it is. From other processes and programs that use the same wrapper nothing can be waited for, so every output
 * begins with a mark of its own, and one without it is not taken for ours. It is ended on the device when its time is over, because without
 * an answer it would hold one of the wrapper's workers.
 * @throws InputError for what the wrapper cannot do; RefusedError where the server refuses; UnreachableError where the wrapper's workers
 * are held and nothing was sent, or where no answer came in time; BadAnswerError for the output of another command, or one that was cut off: the command may have run in both cases
 */
export async function run(wrapper: Wrapper, device: DeviceRecord, order: Command): Promise<CommandResult> {
	requireAgentRecord(device);
	const ours = { ...order, outputAtMost: Math.min(order.outputAtMost, OUTPUT_AT_MOST[order.runAs === 'agent' ? 'agent' : 'user']) };
	const wrapped = wrap(device, ours, PASSAGE);
	if (wrapped.type === 4) throw notThroughRest("The wrapper's REST commands cannot reach the agent's console");
	const answers = order.runAs !== 'user' || hasUser(device);
	if (order.wait && !answers) {
		throw notThroughRest(`MeshCentral knows of nobody who is signed in at ${device.name}: a command for that user would never be answered and would block one of the wrapper's five workers`);
	}
	requireAgent(device);
	const values = {
		id: device._id,
		run: wrapped.text.trimEnd(),
		powershell: wrapped.type === 2,
		runasuser: order.runAs === 'userIfAny',
		runasuseronly: order.runAs === 'user',
		// What is only started answers at once: so the next command for the device does not come too early.
		reply: answers,
	};
	wrapper.check(command, values);
	const timeoutMs = order.wait ? order.timeoutMs + GRACE_MS : START_WITHIN_MS;
	const said = await wrapper.alone(queueOf(device), async () => await counted(wrapper, device, async () => await wrapper.say(command, values, { timeoutMs, ifSilent: mayHaveRun(device, order) })));
	if (!answers) {
		judged(said, STARTED);
		return { ...UNKNOWN_OUTCOME, durationMs: said.durationMs };
	}
	const text = textOf(said.value);
	if (!text.includes(begun(wrapped.mark))) throw notOurs(said, device);
	if (isCut(text)) throw cutOff(said, device);
	return { ...unwrap(wrapped, text, ours, said.durationMs), durationMs: said.durationMs };
}

/** Windows tells who is signed in; the others do not. */
function hasUser({ users }: DeviceRecord): boolean {
	return Array.isArray(users) && users.length > 0;
}

/** Sends it unless too many workers are held, and takes note of what happens to it. */
async function counted(wrapper: Wrapper, { _id, name }: DeviceRecord, send: () => Promise<Said>): Promise<Said> {
	const unanswered = unansweredAt(wrapper.address);
	const reason = unanswered.reasonAgainst(_id);
	if (reason !== undefined) {
		const advice =
			"With all five blocked, the wrapper answers nobody. A command that another device answers frees them; so does a restart of MeshCentral, after which n8n must be restarted as well. 'WebSocket' in 'Connect Through' of the credential has no such limit.";
		throw new UnreachableError(`${reason}: nothing was sent to ${name}`, wrapper.asked(command), 'no', { advice, repeatable: false });
	}
	try {
		const said = await send();
		if (!NO_OUTPUT.test(textOf(said.value).trim())) unanswered.clear();
		return said;
	} catch (error) {
		if (holdsWorker(error)) unanswered.add(_id);
		throw error;
	}
}

function notOurs(said: Said, device: DeviceRecord): Error {
	const text = said.masked(textOf(said.value)).trim();
	if (NO_OUTPUT.test(text)) return refusalOf(said);
	// Words of the server that are not known are shown; the output of somebody else's command is not.
	const words = /^[A-Z][A-Za-z ',.-]{2,60}$/.test(text) ? `: "${text}"` : '';
	return new BadAnswerError(
		`Something else arrived instead of the output of this command${words}`,
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
		`It ran on ${device.name}, and was not sent again. Make it print less, or choose 'WebSocket' in 'Connect Through' of the credential, which has no such limit.`,
	);
}

function mayHaveRun({ name }: DeviceRecord, { wait, timeoutMs, runAs }: Command): string {
	const limit = wait ? `; if it is running, it is stopped there after ${Math.round(timeoutMs / 1000)} s` : '';
	return `The command was sent to ${name} and may have run${limit}. If another one was running there, it was dropped. It was not sent again.${nobodyThere(runAs)}`;
}
