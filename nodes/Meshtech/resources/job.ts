import { collection, optionalText, paging, simplify, text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { JOB_TYPE, toJob } from '../assumptions';
import type { MeshtechClient } from '../client';
import { ASSUMED_NOTICE, jobTypeWords, version } from '../fields';
import { following } from '../following';
import { deviceIds, jobLocator } from '../locator';
import { operation } from '../operation';
import { patienceFields, patienceOf } from '../waiting';

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create job',
	description: 'Install a firmware version on gateways, which then restart, without waiting for the outcome',
	effect: 'once',
	notice: `To update devices in waves and get the outcome, use Firmware > Update Devices. ${ASSUMED_NOTICE}`,
	fields: {
		deviceIds: deviceIds(),
		firmwareVersion: version('Firmware Version'),
		jobType: text({ ...jobTypeWords, default: JOB_TYPE }),
	},
	affects: ({ fields }) => fields.deviceIds.length,
	run: async ({ client, fields }) => {
		const { jobType: type, deviceIds: ids, firmwareVersion } = fields;
		const { job, answer } = await client.createJob({ type, deviceIds: ids, firmwareVersion });
		return { jobId: job.id, status: job.status, deviceIds: ids, firmwareVersion, answer };
	},
});

const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get job',
	description: 'Retrieve one job with its status, and the status of each gateway if the server returns it',
	effect: 'read',
	notice: ASSUMED_NOTICE,
	fields: { jobId: jobLocator, simplify },
	run: async ({ client, fields }) => {
		const record = await client.job(fields.jobId);
		return fields.simplify ? toJob(record) : record;
	},
});

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many jobs',
	description: 'Retrieve all jobs of the server',
	effect: 'read',
	notice: ASSUMED_NOTICE,
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => {
		const records = await client.jobs(fields.limit);
		return fields.simplify ? records.map(toJob) : records;
	},
});

const wait = operation({
	name: 'Wait for Completion',
	value: 'wait',
	action: 'Wait for job completion',
	description: 'Wait until the job has ended for every gateway, and return the outcome of each',
	effect: 'read',
	notice: `With 'Devices to Watch', the outcome is also read from their firmware versions. ${ASSUMED_NOTICE}`,
	fields: {
		jobId: jobLocator,
		watch: collection(
			{ displayName: 'Devices to Watch', placeholder: 'Add field', allowNone: true, description: 'Only needed if the job itself does not report the outcome' },
			{
				deviceIds: deviceIds({ allowNone: true }),
				firmwareVersion: optionalText({ displayName: 'Firmware Version', placeholder: 'e.g. 3.4.1', description: 'The version they run once the job has succeeded' }),
			},
		),
		...patienceFields,
	},
	run: async ({ client, fields }) => {
		const { deviceIds: ids = [], firmwareVersion = '' } = fields.watch;
		return await following(client, { jobId: fields.jobId, deviceIds: ids, firmwareVersion: firmwareVersion.trim() || null }, patienceOf(fields));
	},
});

export const job: Resource<MeshtechClient> = { name: 'Job', value: 'job', operations: [getAll, get, create, wait] };
