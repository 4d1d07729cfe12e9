import { RefusedError, RequestError, UnreachableError } from '../../shared/errors';
import { notReached, stoppedWaiting } from '../../shared/http/gateways';
import { toJob, type Job } from '../assumptions';
import { AssumptionError, ifPossible } from '../assumptionError';
import type { MeshtechClient } from '../client';
import type { DeviceRecord } from '../schemas';
import { until } from '../waiting';
import { claim, release } from './claims';
import { entryOf, isOpen, isWaiting, plan, refuseMixedModels, settle, settleIfNoCandidate, toResult, waveSizeOf, type Entry, type RollOutSettings } from './plan';
import { progressOf } from './progress';

/**
 * Brings devices to a firmware version, wave after wave. Creating jobs is assumed; whether a device got there is read from the documented
 * list alone. No device that is there already, or that a job of the same version is at work on, gets another job, so that the same call
 * continues with what is left.
 * @param records the chosen devices as the list shows them now
 * @returns one result a device, in the same order
 * @throws if the server accepts no job at all, or gives no more answers; what was done before stands in the error's notes
 */
export async function rollOut(client: MeshtechClient, records: readonly DeviceRecord[], settings: RollOutSettings) {
	refuseMixedModels(records, settings);
	const entries = records.map(entryOf);
	for (const entry of entries) settleIfNoCandidate(entry, settings);
	const size = waveSizeOf(settings, records.length);
	if (settings.dryRun) plan(entries, size);
	const claimed = claim(client.key, entries);
	try {
		await new RollOut(client, entries, settings).run(size);
	} catch (error) {
		if (error instanceof RequestError) error.notes.push(...progressOf(entries));
		throw error;
	} finally {
		release(client.key, claimed);
	}
	return entries.map((entry) => toResult(entry, settings.target));
}

class RollOut {
	/** The assumed route to a job was found not to exist. */
	private hasNoJobRoute = false;

	constructor(
		private readonly client: MeshtechClient,
		private readonly entries: readonly Entry[],
		private readonly settings: RollOutSettings,
	) {}

	async run(size: number): Promise<void> {
		if (!this.entries.some(isOpen)) return;
		await this.adopt();
		for (let wave = 1; this.entries.some(isOpen); wave++) {
			const members = this.entries.filter(isOpen).slice(0, size);
			for (const member of members) member.wave = wave;
			await this.start(members.filter(isWaiting));
			await this.follow(members);
			this.stopIfNeeded();
			// Between two waves much may have happened.
			for (const entry of this.entries.filter(isWaiting)) settleIfNoCandidate(entry, this.settings);
		}
	}

	/** Devices that a job of the same version is at work on already, as after a roll-out that was cut short. */
	private async adopt(): Promise<void> {
		const jobs = ((await ifPossible(this.client.jobs())) ?? []).map(toJob);
		const running = jobs.filter(({ end, firmwareVersion }) => end === null && firmwareVersion === this.settings.target);
		for (const entry of this.entries.filter(isOpen)) {
			const job = running.find(({ devices }) => devices.some(({ id, end }) => id === entry.before.id && end === null));
			if (job) Object.assign(entry, { isStarted: true, jobId: job.id, reason: 'A job for this version was already updating it' });
		}
	}

	/** One job for those that wait. Sent once: where no answer came, it is followed as if it had been created. */
	private async start(waiting: readonly Entry[]): Promise<void> {
		if (waiting.length === 0) return;
		const { target: firmwareVersion, type } = this.settings;
		try {
			const { job } = await this.client.createJob({ type, firmwareVersion, deviceIds: waiting.map(({ before }) => before.id) });
			for (const entry of waiting) Object.assign(entry, { isStarted: true, jobId: job.id });
		} catch (error) {
			if (!(error instanceof RequestError)) throw error;
			if (mayHaveArrived(error)) {
				const reason = `Its job was sent and may or may not exist: ${error.message}`;
				for (const entry of waiting) Object.assign(entry, { isStarted: true, reason });
			} else this.refused(error);
		}
	}

	/** Nothing begun yet: the error says all. After that, what was done is worth more than the error. */
	private refused(error: RequestError): void {
		if (!this.entries.some(({ isStarted }) => isStarted)) throw error;
		for (const entry of this.entries.filter(isWaiting)) {
			entry.wave = null;
			settle(entry, 'notStarted', `The server refused a job, and the roll-out stopped: ${error.message}`);
		}
	}

	/** Waits until every device of a wave has the version, has failed, or the time of the wave is over. */
	private async follow(members: readonly Entry[]): Promise<void> {
		if (!members.some(isOpen)) return;
		const { waveTimeoutMs: timeoutMs, pollMs, target } = this.settings;
		const look = async () => {
			await this.see();
			for (const entry of members.filter(isOpen)) if (entry.now.firmwareVersion === target) settle(entry, 'done');
			await this.askJobs(members.filter(isOpen));
			return !members.some(isOpen);
		};
		await until(this.client, { timeoutMs, pollMs }, look, true);
		for (const entry of members.filter(isOpen)) {
			settle(entry, 'failed', entry.reason ?? `Does not run ${target} after ${Math.round(timeoutMs / 60_000)} min; the update may still finish`);
		}
	}

	/** All devices as they are now; one that is missing from the list stays as it was seen last. */
	private async see(): Promise<void> {
		const listed = await this.client.listing();
		for (const entry of this.entries) entry.now = listed.get(entry.before.id) ?? entry.now;
	}

	/** Failures that the jobs themselves tell, before the time is over. That they succeeded is believed of the list only. */
	private async askJobs(open: readonly Entry[]): Promise<void> {
		for (const id of new Set(open.flatMap(({ jobId }) => jobId ?? []))) {
			const job = await this.jobIfKnown(id);
			for (const entry of job ? open.filter(({ jobId }) => jobId === id) : []) {
				const own = job!.devices.find((device) => device.id === entry.before.id);
				const { end, status } = own?.end ? own : job!;
				if (end !== null && end !== 'succeeded') settle(entry, 'failed', `The job says: ${status}`);
			}
		}
	}

	/** A help only: without it, the list tells. */
	private async jobIfKnown(id: string): Promise<Job | undefined> {
		if (this.hasNoJobRoute) return undefined;
		try {
			return toJob(await this.client.job(id));
		} catch (error) {
			if (!(error instanceof RequestError)) throw error;
			this.hasNoJobRoute = error instanceof AssumptionError;
			return undefined;
		}
	}

	private stopIfNeeded(): void {
		const { stopAfter } = this.settings;
		const failures = this.entries.filter(({ outcome }) => outcome === 'failed').length;
		if (stopAfter === 0 || failures < stopAfter) return;
		for (const entry of this.entries.filter(isWaiting)) settle(entry, 'notStarted', `The roll-out stopped after ${failures} ${failures === 1 ? 'failure' : 'failures'}`);
	}
}

/** No answer, or one of a gateway that got none: the job may have been created anyway. */
function mayHaveArrived(error: RequestError): boolean {
	if (error instanceof UnreachableError) return error.arrived === 'unknown';
	return error instanceof RefusedError && (error.status === 503 || notReached(error.status) || stoppedWaiting(error.status));
}
