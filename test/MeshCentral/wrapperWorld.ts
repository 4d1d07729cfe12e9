/** A simulated wrapper with a client of its REST commands. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WrapperClient } from '../../nodes/MeshCentral/wrapper/client';
import { dialect } from '../../nodes/MeshCentral/wrapper/dialect';
import type { Command } from '../../nodes/MeshCentral/command';
import type { DeviceRecord } from '../../nodes/MeshCentral/schemas';
import { closeAgents } from '../../nodes/shared/http/agents';
import { Http } from '../../nodes/shared/http/http';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { lab, startMeshCentralWrapper, type CommandScript, type MeshCentralWrapper, type MeshCentralWrapperOptions } from '../simulators/meshcentral';

export { lab };
/** An id that no device has. */
export const nobody = `node//${'A'.repeat(64)}`;

export interface Wrapped {
	simulator: MeshCentralWrapper;
	/** A separate client, as every execution has; all share the places at the wrapper. */
	client(signal?: AbortSignal): WrapperClient;
	/** A device as the wrapper lists it. */
	device(id: string): Promise<DeviceRecord>;
	/** What arrived: "POST editdevice", oldest first. */
	sent(): string[];
	/** The parameters of the last command of this name, as the wrapper decoded them. */
	last(command: string): Record<string, string> | undefined;
	stop(): Promise<void>;
}

export async function startWrapped(options: MeshCentralWrapperOptions = {}): Promise<Wrapped> {
	const simulator = await startMeshCentralWrapper({ onCommand: shell(), ...options });
	const surroundings = { now: Date.now, random: () => 1, memory: new SecretMemory() };
	const connection = { baseUrl: `${simulator.url}/api`, headers: {}, secrets: [], allowUnauthorizedCerts: false, caCertificate: '' };
	/** Of a list that failed, parts may be under way: they end with the world. */
	const ending = new AbortController();
	const client = (cancelled?: AbortSignal) => {
		const signal = AbortSignal.any([ending.signal, ...(cancelled ? [cancelled] : [])]);
		return new WrapperClient(new Http(connection, dialect, { signal, surroundings }), { signal });
	};
	return {
		simulator,
		client,
		device: async (id) => await client().device(id),
		sent: () => simulator.arrivals.map(({ method, command }) => `${method} ${command}`),
		last: (command) => simulator.arrivals.findLast((arrival) => arrival.command === command)?.params,
		async stop() {
			ending.abort();
			await closeAgents();
			await simulator.stop();
		},
	};
}

export const order = (text: string, more: Partial<Command> = {}): Command => ({ text, shell: 'default', runAs: 'agent', wait: true, timeoutMs: 5_000, outputAtMost: 1_048_576, ...more });

export interface Script {
	output: string;
	exitCode?: number;
	delayMs?: number;
}

/** A shell of devices that takes commands in the forms that the client gives them and in no other. */
export function shell(run: (script: string, device: { name: string }) => Script | 'hangs' | 'unanswered' = (script) => ({ output: script })): CommandScript {
	return ({ node }, { text, wrapped }) => (wrapped ? run(text, node) : { output: `not in the form: ${text}` });
}

/** Waits until it is so. */
export async function until(isSo: () => boolean): Promise<void> {
	for (const deadline = Date.now() + 5_000; !isSo(); await sleep(5)) {
		if (Date.now() > deadline) throw new Error('it did not come to pass within 5 s');
	}
}
