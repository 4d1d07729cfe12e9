import { InputError } from '../../shared/errors';
import { unreadIn } from '../../shared/http/record';
import { inWords } from '../../shared/text';
import { toIsoTime } from '../device';
import type { DeviceRecord } from '../schemas';
import { compareVersions } from '../version';

/**
 * How a device came out of a roll-out: in the words of the roll-outs of other systems, and two of its own. `alreadyThere` ran the version
 * before, and `planned` is what a dry run would have started.
 */
export type Outcome = 'alreadyThere' | 'done' | 'failed' | 'leftOut' | 'notStarted' | 'planned';

/** What a user wants of a roll-out. */
export interface RollOutSettings {
	target: string;
	/** What the job is called there (assumed). */
	type: string;
	waves: 'one' | { devices: number } | { percent: number };
	/** 0 goes on whatever fails. */
	stopAfter: number;
	waveTimeoutMs: number;
	pollMs: number;
	dryRun: boolean;
	includeOffline: boolean;
	allowDowngrade: boolean;
	allowMixedModels: boolean;
}

/** One device of a roll-out. */
export interface Entry {
	before: DeviceRecord;
	/** As it was last seen. */
	now: DeviceRecord;
	/** Undefined while it is not known. */
	outcome?: Outcome;
	/** A job is at work on it, or may be: it gets no other. */
	isStarted: boolean;
	/** From 1; null for devices that are in none. */
	wave: number | null;
	jobId: string | null;
	/** Why it came out so, in words. */
	reason: string | null;
}

export const entryOf = (record: DeviceRecord): Entry => ({ before: record, now: record, isStarted: false, wave: null, jobId: null, reason: null });

export function settle(entry: Entry, outcome: Outcome, reason: string | null = null): void {
	entry.outcome = outcome;
	entry.reason = reason ?? entry.reason;
}

export const isOpen = ({ outcome }: Entry): boolean => outcome === undefined;
/** Nothing was begun for it, and it is still to be. */
export const isWaiting = (entry: Entry): boolean => isOpen(entry) && !entry.isStarted;

/** Settles a device that is not to be started, as it is now. */
export function settleIfNoCandidate(entry: Entry, { target, includeOffline, allowDowngrade }: RollOutSettings): void {
	const { firmwareVersion, connectivity } = entry.now;
	const since = toIsoTime(connectivity?.timestamp);
	if (firmwareVersion === target) settle(entry, 'alreadyThere');
	else if (unreadIn(entry.now).includes('firmwareVersion')) settle(entry, 'leftOut', 'Skipped: its firmware version could not be read and may be newer');
	else if (!allowDowngrade && compareVersions(firmwareVersion ?? '', target) > 0) {
		settle(entry, 'leftOut', `Skipped: runs ${firmwareVersion}, which is newer ('Allow Downgrade' is off)`);
	} else if (!includeOffline && connectivity?.connected !== true) {
		settle(entry, 'leftOut', `Skipped: not connected${since ? ` since ${since}` : ''} ('Include Disconnected' is off)`);
	}
}

/** How many devices a wave has; a share is one of all chosen devices, so that waves stay the same size when a roll-out goes on later. */
export function waveSizeOf({ waves }: Pick<RollOutSettings, 'waves'>, chosen: number): number {
	if (waves === 'one') return Math.max(1, chosen);
	return 'devices' in waves ? waves.devices : Math.max(1, Math.ceil((chosen * waves.percent) / 100));
}

/** @throws InputError for devices of several models: a firmware belongs to one */
export function refuseMixedModels(records: readonly DeviceRecord[], { allowMixedModels }: Pick<RollOutSettings, 'allowMixedModels'>): void {
	const models = [...new Set(records.map(({ modelNumber }) => modelNumber ?? 'none'))].sort();
	if (models.length < 2 || allowMixedModels) return;
	throw new InputError(
		`The devices are of ${models.length} models: ${inWords(models)}`,
		"Firmware belongs to one model. Choose the devices of one (filter 'Model Number'), or turn on 'Allow Several Models' if the version exists for each. Nothing was sent.",
	);
}

/** What each wave would have been, for a dry run. */
export function plan(entries: readonly Entry[], size: number): void {
	entries.filter(isOpen).forEach((entry, index) => {
		entry.wave = Math.floor(index / size) + 1;
		settle(entry, 'planned');
	});
}

/** A device as the operation gives it. What a dry run plans has no version after it. */
export function toResult({ before, now, outcome = 'notStarted', wave, jobId, reason }: Entry, targetVersion: string) {
	return {
		name: before.friendlyName ?? null,
		rollOut: { wave, outcome, reason },
		versionBefore: before.firmwareVersion ?? null,
		targetVersion,
		versionAfter: outcome === 'planned' ? null : (now.firmwareVersion ?? null),
		jobId,
		id: before.id,
	};
}
