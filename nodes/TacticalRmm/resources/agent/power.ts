import { InputError } from '../../../shared/errors';
import { choice, wholeNumber, when } from '../../../shared/fields';
import type { TacticalRmmClient } from '../../client';
import { agentLocator } from '../../locator';
import { naming } from '../../naming';
import { operation } from '../../operation';
import { timeThere, wallClockAt, type WhenThere } from '../../wallClock';

const one = () => 1;

/** The agent's own clock at that time, by the time zone that the server knows of it. */
async function clockOf(client: TacticalRmmClient, agentId: string, at: WhenThere): Promise<string> {
	if ('wallClock' in at) return at.wallClock;
	const { timezone, hostname } = await client.agents.get(agentId);
	if (!timezone) throw new InputError(`Tactical RMM knows no time zone of ${hostname}`, "Enter the time as the agent's own clock shows it, without a zone.");
	return wallClockAt(at.moment, timezone);
}

export const reboot = operation({
	name: 'Reboot',
	value: 'reboot',
	action: 'Reboot agent',
	description: 'Restart the computer of an agent, now or at a scheduled time',
	effect: 'once',
	notice: 'Unsaved work on the computer is lost.',
	rights: ['can_reboot_agents'],
	rollsOut: {},
	fields: {
		deviceId: agentLocator,
		rebootWhen: choice({
			displayName: 'When',
			default: 'now',
			options: [
				{ name: 'At a Given Time', value: 'later', description: 'Windows only: the agent schedules the restart itself' },
				{ name: 'Now', value: 'now' },
			],
		}),
		rebootAt: when(
			{ rebootWhen: ['later'] },
			timeThere({
				displayName: 'Time',
				description:
					"As the agent's own clock shows it. A time with a time zone, as from expressions, is converted to the agent's time zone in Tactical RMM.",
			}),
		),
	},
	affects: one,
	run: async ({ client, fields }) => {
		const { deviceId: id, rebootAt } = fields;
		if (!rebootAt) return await naming(client, id, async () => ({ message: await client.live.reboot(id) }));
		const at = await clockOf(client, id, rebootAt);
		return await naming(client, id, async () => {
			const { time, task_name: taskName } = await client.live.rebootAt(id, at);
			return { rebootAt: at, message: time, taskName };
		});
	},
});

export const shutdown = operation({
	name: 'Shut Down',
	value: 'shutdown',
	action: 'Shut down agent',
	description: 'Shut down the computer of an agent; it stays off until somebody or a wake-up packet turns it on',
	effect: 'once',
	notice: "Unsaved work on the computer is lost. It stays off until somebody or 'Wake' turns it on.",
	rights: ['can_reboot_agents'],
	rollsOut: {},
	fields: { deviceId: agentLocator },
	affects: one,
	run: async ({ client, fields }) => await naming(client, fields.deviceId, async () => ({ message: await client.live.shutdown(fields.deviceId) })),
});

export const wake = operation({
	name: 'Wake',
	value: 'wake',
	action: 'Wake agent',
	description: 'Send a Wake-on-LAN packet to the computer of an agent through MeshCentral',
	effect: 'once',
	rights: ['can_send_wol'],
	rollsOut: { online: false },
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => await naming(client, fields.deviceId, async () => ({ message: await client.live.wake(fields.deviceId) })),
});

export const recover = operation({
	name: 'Recover',
	value: 'recover',
	action: 'Recover agent',
	description: 'Restart the agent software on a computer where it no longer works properly',
	effect: 'once',
	rights: ['can_recover_agents'],
	// The agent that is to be recovered may be the one that no longer answers.
	rollsOut: { online: ({ fields }) => fields.mode === 'mesh' },
	fields: {
		deviceId: agentLocator,
		mode: choice({
			displayName: 'Recover',
			default: 'mesh',
			options: [
				{ name: 'MeshCentral Agent', value: 'mesh', description: "Through the Tactical agent, which must be online" },
				{ name: 'Tactical Agent', value: 'tacagent', description: 'Through the MeshCentral agent' },
			],
		}),
	},
	run: async ({ client, fields }) => await naming(client, fields.deviceId, async () => ({ message: await client.live.recover(fields.deviceId, fields.mode) })),
});

export const ping = operation({
	name: 'Ping',
	value: 'ping',
	action: 'Ping agent',
	description: 'Check whether an agent is reachable now',
	effect: 'read',
	rights: ['can_list_agents'],
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => {
		const { name, status } = await client.live.ping(fields.deviceId);
		return { name, online: status === 'online', id: fields.deviceId };
	},
});

export const waitUntilOnline = operation({
	name: 'Wait Until Online',
	value: 'waitUntilOnline',
	action: 'Wait until agent is online',
	description: 'Ping an agent until it answers, such as after a reboot',
	effect: 'read',
	rights: ['can_list_agents'],
	fields: {
		deviceId: agentLocator,
		waitAtMost: wholeNumber({ displayName: 'Timeout (Seconds)', default: 600, min: 1, description: 'If the agent does not answer by then, the node fails' }),
	},
	run: async ({ client, fields, signal }) => {
		const { name, waitedMs } = await client.live.waitUntilOnline(fields.deviceId, fields.waitAtMost * 1000, signal);
		return { name, online: true, waitedSeconds: Math.round(waitedMs / 1000), id: fields.deviceId };
	},
});
