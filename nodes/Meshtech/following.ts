import { inWords } from '../shared/text';
import { toJob, type End, type Job } from './assumptions';
import type { MeshtechClient } from './client';
import { called } from './device';
import { AssumptionError } from './assumptionError';
import type { DeviceRecord } from './schemas';
import { NotInTimeError, until, type Patience } from './waiting';

/** A job, and what makes its progress visible where it does not tell by itself. */
export interface Followed {
	jobId: string;
	/** Empty: those that the job names. */
	deviceIds: readonly string[];
	/** null: the version that the job names. */
	firmwareVersion: string | null;
}

const NAMED = 20;

/**
 * Waits until a job has ended for every device. The job's own status is assumed; that a device runs the version is documented, and settles
 * it whatever the job says.
 * @returns one item a device, or one for the job where no devices are known
 * @throws NotInTimeError that says how each device stands
 */
export async function following(client: MeshtechClient, followed: Followed, patience: Patience): Promise<object[]> {
	let state: State | undefined;
	let hasNoJobRoute = false;
	const hasEnded = async () => {
		const job = hasNoJobRoute ? undefined : await jobOf(client, followed);
		hasNoJobRoute ||= job === undefined;
		state = await stateOf(client, followed, job);
		return state.devices.length > 0 ? state.devices.every(({ end }) => end !== null) : state.end !== null;
	};
	if (await until(client, patience, hasEnded)) return toItems(followed.jobId, state!);
	const { devices, status } = state!;
	const open = devices.filter(({ end }) => end === null);
	const shown = open.slice(0, NAMED).map(inShort);
	const more = open.length > shown.length ? [`${open.length - shown.length} more`] : [];
	throw new NotInTimeError(
		`Job ${followed.jobId} has not ended within ${patience.timeoutMs / 60_000} min${open.length > 0 ? ` for ${open.length} of ${devices.length} devices` : ''}`,
		`Its status is ${status ?? 'not known'}.${open.length > 0 ? ` Not ended: ${inWords([...shown, ...more])}.` : ''}`,
	);
}

interface Progress {
	id: string;
	record: DeviceRecord | undefined;
	status: string | null;
	end: End | null;
}

interface State {
	status: string | null;
	end: End | null;
	devices: Progress[];
}

/** @returns undefined where the route seems not to exist and there is another way to know */
async function jobOf(client: MeshtechClient, { jobId, deviceIds, firmwareVersion }: Followed): Promise<Job | undefined> {
	try {
		return toJob(await client.job(jobId));
	} catch (error) {
		if (error instanceof AssumptionError) {
			if (deviceIds.length > 0 && firmwareVersion) return undefined;
			error.notes.push("'Devices to Watch' (IDs and version) works without it.");
		}
		throw error;
	}
}

async function stateOf(client: MeshtechClient, followed: Followed, job: Job | undefined): Promise<State> {
	const ids = followed.deviceIds.length > 0 ? followed.deviceIds : (job?.devices.map(({ id }) => id) ?? []);
	const target = followed.firmwareVersion ?? job?.firmwareVersion ?? null;
	const listed = ids.length > 0 ? await client.listing() : new Map<string, DeviceRecord>();
	const devices = ids.map((id): Progress => {
		const record = listed.get(id);
		const own = job?.devices.find((device) => device.id === id);
		const isThere = target !== null && record?.firmwareVersion === target;
		return { id, record, status: own?.status ?? null, end: isThere ? 'succeeded' : (own?.end ?? job?.end ?? null) };
	});
	return { status: job?.status ?? null, end: job?.end ?? null, devices };
}

function toItems(jobId: string, { status, end, devices }: State): object[] {
	if (devices.length === 0) return [{ jobId, jobStatus: status, outcome: end }];
	return devices.map(({ id, record, status: own, end: outcome }) => ({
		name: record?.friendlyName ?? null,
		outcome,
		status: own,
		version: record?.firmwareVersion ?? null,
		jobId,
		jobStatus: status,
		id,
	}));
}

function inShort({ id, record, status }: Progress): string {
	const states = [status, record?.firmwareVersion && `runs ${record.firmwareVersion}`, record?.connectivity?.connected === false && 'not connected'];
	return [record ? called(record) : id, states.filter(Boolean).join(', ')].filter(Boolean).join(': ');
}
