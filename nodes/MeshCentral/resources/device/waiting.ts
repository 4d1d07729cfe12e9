import { InputError, UnreachableError } from '../../../shared/errors';
import { simplify, wholeNumber } from '../../../shared/fields';
import { pause } from '../../../shared/pause';
import type { MeshCentralClient } from '../../client';
import { canHaveAgent, isOnline, simplified, type Connection } from '../../device';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import type { DeviceRecord } from '../../schemas';
import { countAsOnline } from '../countAs';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

export const waitUntilOnline = operation({
	name: 'Wait Until Online',
	value: 'waitUntilOnline',
	action: 'Wait until device is online',
	description: 'Wait until the agent of a device is connected, such as after a restart',
	effect: 'read',
	rights: [],
	fields: {
		deviceId: deviceLocator,
		timeout: wholeNumber({
			displayName: 'Timeout (Seconds)',
			default: 300,
			min: 1,
			max: 86_400,
			description: 'If the device is not online by then, the node fails',
		}),
		countAsOnline,
		simplify,
	},
	run: async ({ client, fields, signal }) => {
		const { deviceId, timeout, countAsOnline: countAs } = fields;
		const record = await online(client, deviceId, { seconds: timeout, countAs, signal });
		return fields.simplify ? simplified(record, { now: client.serverNow(), countAs }) : record;
	},
});

interface Waiting {
	seconds: number;
	countAs: Connection;
	signal: AbortSignal | undefined;
}

/** Asks until the device is online. A server that cannot be reached meanwhile may be what is waited for, too. */
async function online(client: MeshCentralClient, id: string, { seconds, countAs, signal }: Waiting): Promise<DeviceRecord> {
	const deadline = Date.now() + seconds * 1000;
	let record = await client.device(id);
	if (countAs === 'agent' && !canHaveAgent(record)) throw noAgentEver(record);
	let missed: UnreachableError | undefined;
	for (let pauseMs = FIRST_PAUSE_MS; !isOnline(record, countAs); pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
		const left = deadline - Date.now();
		if (left <= 0) throw notInTime(record, seconds, missed);
		await pause(Math.min(pauseMs, left), signal);
		try {
			record = await client.device(id);
			missed = undefined;
		} catch (error) {
			if (!(error instanceof UnreachableError && error.repeatable)) throw error;
			missed = error;
		}
	}
	return record;
}

function noAgentEver({ name }: DeviceRecord): InputError {
	return new InputError(`${name} has no agent to wait for`, "MeshCentral reaches it by Intel AMT, or through another device. To wait for that, set 'Count as Online' to 'Any Connection'.");
}

function notInTime({ name }: DeviceRecord, seconds: number, missed?: UnreachableError): InputError {
	return new InputError(
		`${name} did not come online within ${seconds} s`,
		missed
			? `At the last check, MeshCentral itself could not be reached: ${missed.message}.`
			: "Raise 'Timeout' if it may take longer.",
	);
}
