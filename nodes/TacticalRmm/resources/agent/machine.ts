import { choice, limited, paging, simplify, wholeNumber } from '../../../shared/fields';
import { agentLocator } from '../../locator';
import { naming, ofAgent } from '../../naming';
import { operation } from '../../operation';
import { pid } from '../../recordLocators';
import type { ProcessRecord } from '../../schemas/live';
import { onWindows } from '../../windowsOnly';

export const getProcesses = operation({
	name: 'Get Processes',
	value: 'getProcesses',
	action: 'Get agent processes',
	description: 'List the running processes of an agent, one item per process',
	effect: 'read',
	rights: ['can_manage_procs'],
	fields: { deviceId: agentLocator, simplify },
	run: async ({ client, fields }) => {
		const { deviceId } = fields;
		if (!fields.simplify) return await client.live.processes(deviceId);
		return await ofAgent(client, deviceId, (await client.live.processes(deviceId)).map(toProcess));
	},
});

/** A process in short. Its share of the processor is as the agent tells it. */
function toProcess({ name, pid, cpu_percent: cpuPercent, membytes, username }: ProcessRecord) {
	return { name, pid, cpuPercent: cpuPercent ?? null, memoryBytes: membytes ?? null, username: username || null };
}

export const killProcess = operation({
	name: 'Kill Process',
	value: 'killProcess',
	action: 'Kill process on agent',
	description: 'Stop a process on an agent immediately',
	effect: 'once',
	notice: 'Unsaved work in the process is lost.',
	rights: ['can_manage_procs'],
	fields: { deviceId: agentLocator, pid },
	run: async ({ client, fields }) => {
		const { deviceId: id, pid: process } = fields;
		return await naming(client, id, async () => ({ pid: process, message: await client.live.killProcess(id, process) }));
	},
});

export const getEventLog = operation({
	name: 'Get Event Log',
	value: 'getEventLog',
	action: 'Get agent event log',
	description: "Read a Windows event log of an agent; the time of an entry is text in the agent's own form",
	effect: 'read',
	rights: ['can_view_eventlogs'],
	fields: {
		deviceId: agentLocator,
		eventLog: choice({
			displayName: 'Log',
			default: 'System',
			options: [
				{ name: 'Application', value: 'Application' },
				{ name: 'Security', value: 'Security', description: 'May take up to three minutes' },
				{ name: 'System', value: 'System' },
			],
		}),
		days: wholeNumber({ displayName: 'Days', default: 1, min: 1, max: 365, description: 'How far back' }),
		...paging,
	},
	run: async ({ client, fields }) => {
		const entries = await client.live.eventLog(fields.deviceId, fields.eventLog, fields.days);
		const found = limited(await onWindows(client, fields.deviceId, 'Windows event logs', entries), fields);
		return await ofAgent(client, fields.deviceId, found.map(({ time, eventType, source, message, ...more }) => ({ time, eventType, source, message, ...more })));
	},
});

export const getRemoteLinks = operation({
	name: 'Get Remote Links',
	value: 'getRemoteLinks',
	action: 'Get agent remote links',
	description: "Create links to MeshCentral's remote desktop, terminal and files of an agent",
	effect: 'read',
	rights: ['can_use_mesh'],
	notice: 'Anyone with one of these links is logged in to MeshCentral: share them with care.',
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => ({ ...(await client.live.remoteLinks(fields.deviceId)), id: fields.deviceId }),
});
