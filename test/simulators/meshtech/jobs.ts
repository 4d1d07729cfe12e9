import type { Fleet } from './fleet';

/** ASSUMED, all of it: what a job looks like is documented nowhere. The words are those of AWS IoT, whose style the list has. */
export interface SimulatedJob {
	id: string;
	type: string;
	firmwareVersion: string;
	deviceIds: string[];
	createdAt: string;
	canceled: boolean;
}

type Ending = 'updates' | 'fails' | 'hangs';

/** Firmware jobs that run by the server's clock. */
export class Jobs {
	readonly all: SimulatedJob[] = [];
	/** How long one device takes, in ms. */
	updateMs: number;
	private readonly endings = new Map<string, Ending>();

	constructor(
		private readonly fleet: Fleet,
		private readonly now: () => number,
		updateMs: number,
	) {
		this.updateMs = updateMs;
	}

	/** How the next jobs end for a device; it updates unless told otherwise. */
	script(id: string, ending: Ending): void {
		this.endings.set(id, ending);
	}

	create({ type, deviceIds, firmwareVersion }: { type: string; deviceIds: string[]; firmwareVersion: string }): SimulatedJob {
		const job = { id: `job-${this.all.length + 1}`, type, firmwareVersion, deviceIds, createdAt: new Date(this.now()).toISOString(), canceled: false };
		this.all.push(job);
		return job;
	}

	cancel(id: string): void {
		this.all.find((job) => job.id === id)!.canceled = true;
	}

	/** Lets everything happen that is due by now. */
	advance(): void {
		for (const job of this.all) {
			for (const id of job.deviceIds) {
				const device = this.fleet.find(id);
				if (device && this.statusOf(job, id) === 'SUCCEEDED') device.firmwareVersion = job.firmwareVersion;
			}
		}
	}

	view(job: SimulatedJob): object {
		const { id, type, firmwareVersion, createdAt } = job;
		const devices = job.deviceIds.map((each) => ({ deviceId: each, status: this.statusOf(job, each) }));
		const isOver = devices.every(({ status }) => status !== 'IN_PROGRESS');
		const status = job.canceled ? 'CANCELED' : isOver ? 'COMPLETED' : 'IN_PROGRESS';
		const completedAt = isOver && !job.canceled ? new Date(Date.parse(createdAt) + this.updateMs).toISOString() : null;
		return { id, type, status, firmwareVersion, createdAt, completedAt, devices };
	}

	private statusOf({ createdAt, canceled }: SimulatedJob, id: string): string {
		const ending = this.endings.get(id) ?? 'updates';
		if (canceled) return 'CANCELED';
		if (ending === 'hangs' || this.now() < Date.parse(createdAt) + this.updateMs) return 'IN_PROGRESS';
		return ending === 'fails' ? 'FAILED' : 'SUCCEEDED';
	}
}
