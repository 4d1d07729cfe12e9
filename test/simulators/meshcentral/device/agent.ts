/** The agents on the devices: one command at a time each, as a test's script says, and what else reached them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from '../world/world';
import { inSmallShell, linesOf, scriptOf } from './smallShell';

/** What a command does on a device. */
export type CommandOutcome =
	| {
			/** Both streams. */
			output: string;
			/** Default 0. Told only where the command asks for it itself. */
			exitCode?: number;
			/** Default 0. */
			delayMs?: number;
	  }
	/** It never ends, and the device takes no other command any more. */
	| 'hangs'
	/** It ends, and nobody is told. */
	| 'unanswered';

/** How a command reached the agent. */
export interface RunningCommand {
	/** As the user wrote it, taken out of what it is wrapped in. */
	text: string;
	/** It came in base64, with its input closed; what is around it, the exit code's line for one, is done without the test. */
	wrapped: boolean;
	powerShell: boolean;
	/** 1: as the user, if there is one; 2: as the user only. */
	runAsUser: 0 | 1 | 2;
}

/** A test's own idea of what commands do; undefined leaves one to the small shell. */
export type CommandScript = (device: Device, command: RunningCommand) => CommandOutcome | undefined | Promise<CommandOutcome | undefined>;

/** A command with whatever it is wrapped in. */
export type SentCommand = Omit<RunningCommand, 'wrapped'>;

/** Something that reached a device and shows nowhere else. */
export interface Received {
	nodeid: string;
	what: 'command' | 'power' | 'toast' | 'message' | 'url' | 'wake';
	/** The command as the user wrote it, the operation (`off`, `reset` ...), the text, the address, the MACs. */
	value: string;
}

/** All agents; a reply goes to every session that waits for one, as on the real server. */
export class FakeAgent {
	readonly received: Received[] = [];
	readonly #waiting = new Set<(output: string) => void>();

	constructor(private readonly onCommand: CommandScript = () => undefined) {}

	/**
	 * Starts a command on a device that is connected. One that comes while another runs is dropped, silently.
	 *
	 * @param reply whether the output is sent to those who wait
	 */
	start(device: Device, command: SentCommand, reply: boolean): void {
		if (device.busy) return;
		device.busy = true;
		const [script] = linesOf(command.text).flatMap((line) => scriptOf(line) ?? []);
		this.received.push({ nodeid: device.node._id, what: 'command', value: script ?? command.text });
		const outcome = script === undefined ? this.#plain(device, command) : this.#wrapped(device, command);
		void this.#run(device, outcome).then((output) => reply && output !== undefined && this.#tellAll(output));
	}

	/** The next output that any device sends. */
	nextReply(): Promise<string> {
		return new Promise((resolve) => this.#waiting.add(resolve));
	}

	async #plain(device: Device, command: SentCommand): Promise<CommandOutcome> {
		return (await this.onCommand(device, { ...command, wrapped: false })) ?? (await inSmallShell(device, command));
	}

	async #wrapped(device: Device, command: SentCommand): Promise<CommandOutcome> {
		return await inSmallShell(device, command, async (text) => await this.onCommand(device, { ...command, text, wrapped: true }));
	}

	async #run(device: Device, started: Promise<CommandOutcome>): Promise<string | undefined> {
		const { connection } = device;
		const outcome = await started;
		if (outcome === 'hangs') return undefined;
		if (outcome !== 'unanswered' && outcome.delayMs) await sleep(outcome.delayMs, undefined, { ref: false });
		// Of a device that went away meanwhile nobody hears any more.
		if (device.connection !== connection) return undefined;
		device.busy = false;
		return outcome === 'unanswered' ? undefined : outcome.output;
	}

	#tellAll(output: string): void {
		for (const resolve of this.#waiting) resolve(output);
		this.#waiting.clear();
	}
}
