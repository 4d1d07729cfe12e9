import * as z from 'zod/v4';
import { InputError } from '../shared/errors';
import { rowsOf } from '../shared/http/rows';

/**
 * EVERYTHING IN THIS FILE IS ASSUMED. Meshtech's public page documents five requests: signing in, listing devices, renaming one,
 * adding a label, taking a label from a device. It promises the rest ("get information about firmware", "create a job", "track the
 * status of jobs") without a path. What stands here follows the page's own style and what such APIs usually look like; a user
 * corrects it in the credential (Advanced). Nothing that is documented may depend on it.
 */

interface AssumedRoute {
	/** The credential's field that corrects it. */
	field: string;
	displayName: string;
	method: 'GET' | 'POST';
	/** After the API URL; `{id}` stands for a device's or a job's id. */
	path: string;
	why: string;
}

const route = (field: string, displayName: string, method: AssumedRoute['method'], path: string, why: string): AssumedRoute => ({
	field,
	displayName,
	method,
	path,
	why,
});

export const assumedRoutes = {
	device: route('devicePath', 'Path of a Device', 'GET', '/devices/{id}', 'by convention; if it fails, devices are found in the documented list'),
	addLabel: route('addLabelPath', 'Path to Add a Label', 'POST', '/devices/{id}/labels', 'the counterpart of the documented way to remove a label'),
	firmwares: route('firmwaresPath', 'Path of Firmware', 'GET', '/firmwares', 'named like the other lists of the API'),
	createJob: route('createJobPath', 'Path to Create a Job', 'POST', '/jobs', "the portal's term for it"),
	jobs: route('jobsPath', 'Path of Jobs', 'GET', '/jobs', "the portal's term for it"),
	job: route('jobPath', 'Path of a Job', 'GET', '/jobs/{id}', 'by convention'),
} satisfies Record<string, AssumedRoute>;
export type AssumedRouteName = keyof typeof assumedRoutes;

/** Query parameter for the next page: in capitals like the documented `MaxResults`, named like the documented `nextToken`. */
export const NEXT_TOKEN = 'NextToken';
/** How many devices a page may have: 2 is documented; lists of this style allow at least 100. */
export const PAGE_SIZE = 100;

/** What a job is created with. Values of this form are filled in: `$type`, `$deviceIds` (a list) and `$firmwareVersion`. */
export const JOB_BODY = '{"type": "$type", "deviceIds": "$deviceIds", "firmwareVersion": "$firmwareVersion"}';
export const JOB_TYPE = 'FIRMWARE_UPDATE';

/** Body of the request that gives a device a label: as documented for adding one to the account. */
export const labelBody = (label: string) => ({ label });

/** What is assumed of one server, the user's corrections included. */
export interface Assumptions {
	paths: Readonly<Record<AssumedRouteName, string>>;
	nextToken: string;
	pageSize: number;
	jobBody: unknown;
}

/** Fields of the credential beside the paths. */
export const assumedSettings = { nextToken: 'nextTokenName', pageSize: 'pageSize', jobBody: 'jobBody' } as const;
/** The switch that shows the fields, and without which they count for nothing. */
export const CORRECTED = 'advanced';

/** @throws InputError for a correction that cannot be used */
export function assumptionsOf(credential: Readonly<Record<string, unknown>>): Assumptions {
	const entered = (field: string): string => (credential[CORRECTED] === true ? String(credential[field] ?? '').trim() : '');
	const names = Object.keys(assumedRoutes) as AssumedRouteName[];
	return {
		paths: Object.fromEntries(names.map((name) => [name, pathOf(name, entered(assumedRoutes[name].field))])) as Assumptions['paths'],
		nextToken: entered(assumedSettings.nextToken) || NEXT_TOKEN,
		pageSize: pageSizeOf(entered(assumedSettings.pageSize)),
		jobBody: jobBodyOf(entered(assumedSettings.jobBody)),
	};
}

function pathOf(name: AssumedRouteName, entered: string): string {
	const { displayName, path } = assumedRoutes[name];
	if (!entered) return path;
	const problem = /[?#\\%\s]|:\/\/|(^|\/)\.\.?(\/|$)/.test(entered)
		? `is "${entered.slice(0, 80)}", which is not a path`
		: path.includes('{id}') !== entered.includes('{id}') && path.includes('{id}')
			? 'has no {id}, the place for the ID'
			: undefined;
	if (problem) throw new InputError(`'${displayName}' of the credential ${problem}`, `Enter what comes after the API URL, such as ${path}.`);
	return entered;
}

function pageSizeOf(entered: string): number {
	const size = entered ? Number(entered) : PAGE_SIZE;
	if (Number.isInteger(size) && size > 0) return size;
	throw new InputError("'Page Size' of the credential must be a whole number of at least 1", `If empty, it is ${PAGE_SIZE}.`);
}

function jobBodyOf(entered: string): unknown {
	try {
		return JSON.parse(entered || JOB_BODY) as unknown;
	} catch (error) {
		throw new InputError(`'Body to Create a Job' of the credential is not JSON: ${(error as Error).message}`, `If empty, it is ${JOB_BODY}`);
	}
}

/** What a job is about. */
export interface NewJob {
	type: string;
	deviceIds: readonly string[];
	firmwareVersion: string;
}

/** The template with every `$type`, `$deviceIds` and `$firmwareVersion` filled in. */
export function filledIn(template: unknown, job: NewJob): unknown {
	if (typeof template === 'string') {
		const [, name] = /^\$(type|deviceIds|firmwareVersion)$/.exec(template) ?? [];
		return name ? job[name as keyof NewJob] : template;
	}
	if (Array.isArray(template)) return template.map((each) => filledIn(each, job));
	if (typeof template !== 'object' || template === null) return template;
	return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filledIn(value, job)]));
}

/** Any record: which fields it has is not known. */
export const anyRecord = z.looseObject({});
export type AnyRecord = z.infer<typeof anyRecord>;

/** A list, bare or under one of these names, with the token of the next page as in the documented list of devices. */
const LISTS = ['items', 'jobs', 'firmwares', 'firmware', 'data', 'results'];
const found = z.unknown().transform((answer, context): { items: unknown; nextToken: string | null } => {
	const { nextToken, ...fields } = (Array.isArray(answer) ? { items: answer } : (answer ?? {})) as Record<string, unknown>;
	const items = LISTS.map((name) => fields[name]).find(Array.isArray);
	if (items) return { items, nextToken: typeof nextToken === 'string' ? nextToken : null };
	context.addIssue({ code: 'custom', message: 'no list was found in it', continue: false });
	return z.NEVER;
});
export const anyList = found.pipe(z.object({ items: rowsOf({}, { isPage: true }), nextToken: z.string().nullable() }));

/** How a job, or a device's part in it, has ended. */
export type End = 'succeeded' | 'failed' | 'canceled' | 'timedOut' | 'rejected';

/** Words that end a job, in letters only; any other word means that it is still running. */
const ENDS: Readonly<Record<End, readonly string[]>> = {
	succeeded: ['success', 'succeeded', 'successful', 'complete', 'completed', 'done', 'finished'],
	failed: ['fail', 'failed', 'failure', 'error'],
	canceled: ['canceled', 'cancelled', 'aborted', 'removed'],
	timedOut: ['timedout', 'timeout', 'expired'],
	rejected: ['rejected', 'declined'],
};

/** @returns null while it is running, or not known */
export function endOf(status: string | null): End | null {
	const word = (status ?? '').toLowerCase().replace(/[^a-z]/g, '');
	return (Object.keys(ENDS) as End[]).find((end) => ENDS[end].includes(word)) ?? null;
}

/** A job as far as it can be read. */
export interface Job {
	id: string | null;
	type: string | null;
	status: string | null;
	end: End | null;
	firmwareVersion: string | null;
	createdAt: string | null;
	endedAt: string | null;
	/** Empty where the job does not tell. */
	devices: Array<{ id: string; status: string | null; end: End | null }>;
}

const DEVICE_LISTS = ['devices', 'deviceStatuses', 'executions', 'jobExecutions', 'targets', 'deviceIds'];

export function toJob(record: AnyRecord): Job {
	const status = textOf(record, ['status', 'state', 'jobStatus']);
	return {
		id: textOf(record, ['id', 'jobId']),
		type: textOf(record, ['type', 'jobType']),
		status,
		end: endOf(status),
		firmwareVersion: textOf(record, ['firmwareVersion', 'targetVersion', 'version']),
		createdAt: textOf(record, ['createdAt', 'created', 'startedAt']),
		endedAt: timeOf(textOf(record, ['completedAt', 'finishedAt', 'endedAt'])),
		devices: DEVICE_LISTS.map((name) => devicesIn(record[name])).find((devices) => devices.length > 0) ?? [],
	};
}

function devicesIn(list: unknown): Job['devices'] {
	return (Array.isArray(list) ? list : []).flatMap((entry: unknown) => {
		if (typeof entry === 'string') return [{ id: entry, status: null, end: null }];
		const id = textOf(entry, ['deviceId', 'id', 'thingName']);
		const status = textOf(entry, ['status', 'state']);
		return id ? [{ id, status, end: endOf(status) }] : [];
	});
}

/** A firmware in short. */
export function toFirmware(record: AnyRecord) {
	return {
		id: textOf(record, ['id', 'firmwareId']),
		version: textOf(record, ['firmwareVersion', 'version']),
		model: textOf(record, ['modelNumber', 'model']),
		name: textOf(record, ['name', 'fileName', 'description']),
	};
}

/** The first of these fields that holds text or a number, as text. */
function textOf(record: unknown, names: readonly string[]): string | null {
	if (typeof record !== 'object' || record === null) return null;
	const value = names.map((name) => (record as Record<string, unknown>)[name]).find((each) => ['string', 'number'].includes(typeof each) && each !== '');
	return value === undefined ? null : String(value);
}

function timeOf(text: string | null): string | null {
	const time = new Date(text ?? NaN);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
