import { InputError } from '../shared/errors';
import { isWindows } from './device';
import type { DeviceRecord } from './schemas';
import { unixText, type Passage } from './shell/unix';
import { windowsText } from './shell/windows';
import { newMark, outcomeOf, type Outcome } from './shell/answer';

export type Shell = 'default' | 'cmd' | 'powershell' | 'sh' | 'console';
export type RunAs = 'agent' | 'userIfAny' | 'user';

/** A command for a device, as a user gave it. */
export interface Command {
	text: string;
	/** `default` is sh on Linux and macOS and cmd on Windows; `console` is the agent's own. */
	shell: Shell;
	runAs: RunAs;
	/** Wait for its output; without, it is started in the background of the device. */
	wait: boolean;
	/** How long it may run, in ms: then it is ended on the device. Of no meaning where nobody waits. */
	timeoutMs: number;
	/** How many bytes of its output come back; the device drops what is more. Of no meaning for the console. */
	outputAtMost: number;
}

export interface CommandResult extends Outcome {
	/** From sending to the answer, in ms. */
	durationMs: number;
}

/** What the agent's console gives, and a command of which nobody waits for the end: nothing of this is known. */
export const UNKNOWN_OUTCOME: Outcome = { output: null, exitCode: null, timedOut: null, truncated: null };

/**
 * Names the queue of a device's commands in this process: no matter which way and with which credential they go, the agent accepts one
 * at a time and drops a second one silently.
 */
export function queueOf({ _id }: Pick<DeviceRecord, '_id'>): string {
	return `MeshCentral command ${_id}`;
}

/** What silence means for a command that only a user who is logged in can run; '' for others. */
export function nobodyThere(runAs: RunAs): string {
	return runAs === 'user' ? " If nobody is logged in there, choose 'Run As': Agent." : '';
}

/** A command as the agent gets it. */
export interface Wrapped {
	/** As MeshCentral numbers shells: 0 default of the system, 1 cmd, 2 PowerShell, 3 sh, 4 agent console. */
	type: 0 | 1 | 2 | 3 | 4;
	text: string;
	/** Printed before anything of it runs, and around its output, and by no other command. Not of the console. */
	mark: string;
}

/**
 * Wraps a command so that it can do no harm to the device's command channel, which takes one command at a time: with its input closed it
 * cannot wait for any, an unbalanced quote ends in an error and not in a hang, it is ended when its time is over, and its output is cut
 * on the device. What could be changed on its way travels in base64. (Measured on Linux; the form for Windows
 * follows MeshCentral's source and was not run on a device.)
 * @param passage what the way to the device may change
 * @throws InputError for what the device or its shell cannot take
 */
export function wrap(device: Pick<DeviceRecord, 'agent' | 'osdesc'>, command: Command, passage?: Passage): Wrapped {
	const { text, shell } = command;
	if (text.includes('\0')) throw new InputError("'Command' contains a NUL character", 'No shell accepts it. Nothing was sent.');
	if (!text.isWellFormed()) throw new InputError("'Command' contains broken Unicode", 'Another character would arrive instead. Check the expression that it comes from. Nothing was sent.');
	const mark = newMark();
	if (shell === 'console') return { type: 4, text, mark };
	if (isWindows(device)) {
		if (shell === 'sh') throw new InputError("'Sh' is not a shell of this device, which runs Windows", "Choose 'Default', 'Command Prompt' or 'PowerShell'. Nothing was sent.");
		return { type: 2, text: windowsText(command, mark), mark };
	}
	if (shell === 'cmd' || shell === 'powershell') {
		throw new InputError(`'${shell === 'cmd' ? 'Command Prompt' : 'PowerShell'}' is not a shell of this device, which does not run Windows`, "Choose 'Default' or 'Sh'. Nothing was sent.");
	}
	return { type: 3, text: unixText(command, mark, passage), mark };
}

/**
 * Reads what came back of a command that was wrapped.
 * @param tookMs from sending to the answer
 */
export function unwrap({ mark }: Wrapped, answer: string, command: Pick<Command, 'timeoutMs' | 'outputAtMost'>, tookMs: number): Outcome {
	return outcomeOf(answer, mark, { ...command, tookMs });
}

/**
 * The whole MeshCentral server crashes when it gets a command for a device without an agent, such as one with Intel AMT alone
 * (measured on 1.1.55).
 * @throws InputError for such a device
 */
export function requireAgentRecord({ agent, name }: Pick<DeviceRecord, 'agent' | 'name'>): void {
	if (agent) return;
	throw new InputError(`${name} has no MeshCentral agent, and cannot run commands`, 'It may be managed by Intel AMT alone. Nothing was sent: such a command crashes MeshCentral.');
}
