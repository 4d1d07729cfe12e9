import { randomUUID } from 'node:crypto';
import * as z from 'zod/v4';
import { UnreachableError } from '../../shared/errors';
import type { DeviceRecord } from '../schemas';
import type { Channel } from './channel';
import { processesFrame, servicesFrame } from './frames';

const ATTEMPTS = 3;
const ATTEMPT_MS = 10_000;

/**
 * What runs on a device. First the server says that it passed the question on, then the agent answers, without repeating the
 * `responseid`; or not at all for as long as a process with a backslash in its command line runs there (measured with the Linux agent of
 * 2022), so it is asked up to three times.
 */
export async function processesOf(channel: Channel, device: DeviceRecord): Promise<object[]> {
	return await channel.alone(`${channel.key} ps ${device._id}`, async () => {
		for (let attempt = 1; ; attempt++) {
			try {
				return await asked(channel, device);
			} catch (error) {
				if (!(error instanceof UnreachableError) || error.repeatable) throw error;
				if (attempt === ATTEMPTS) throw notTold(error, device);
			}
		}
	});
}

function notTold({ asked: what, arrived }: UnreachableError, { name }: DeviceRecord): UnreachableError {
	const advice = "Agents do not answer while a process runs whose command line they cannot read, such as one with a backslash. 'Run Command' can list processes as well, with ps or tasklist.";
	return new UnreachableError(`The agent of ${name} did not list its processes in ${ATTEMPTS} attempts`, what, arrived, { advice, repeatable: false });
}

/** Services, of which agents tell once and for all; none where the agent does not run as root, on some systems (measured). */
export async function servicesOf(channel: Channel, device: DeviceRecord): Promise<object[]> {
	return await channel.alone(`${channel.key} services ${device._id}`, async () => (await told(channel, device, 'services', servicesFrame)).value);
}

/** What an agent lists, after the server's word that it passed the question on. */
async function told<T>(channel: Channel, { _id: nodeid }: DeviceRecord, type: string, form: z.ZodType<T>): Promise<T> {
	const responseid = randomUUID();
	return await channel.exchange({
		frame: { action: 'msg', type, nodeid, responseid },
		effect: 'read',
		timeoutMs: ATTEMPT_MS,
		answer: (received) => {
			if (received.responseid === responseid) channel.checked(received, z.looseObject({}), type);
			const isIt = received.action === 'msg' && received.type === type && received.nodeid === nodeid;
			return isIt ? { value: channel.checked(received, form, type) } : undefined;
		},
	});
}

async function asked(channel: Channel, device: DeviceRecord): Promise<object[]> {
	const { value } = await told(channel, device, 'ps', processesFrame);
	const listed = Array.isArray(value) ? value : Object.entries(value).map(([pid, process]) => ({ pid, ...process }));
	return listed.map((process) => ({ ...process, pid: numberOf(process.pid) })).filter(({ pid }) => typeof pid !== 'string');
}

/** Agents tell process ids as numbers or as text. One on Linux also lists the heading of `ps`, with "PID" (measured). */
function numberOf(pid: unknown): unknown {
	return typeof pid === 'string' && /^\d+$/.test(pid) ? Number(pid) : pid;
}
