import { locator, wholeNumber } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { ListEntry } from '../../shared/system';
import type { NetAlertXClient } from '../client';
import { operation } from '../operation';

/** The list behind the locator: the plugins that are loaded. */
export async function searchPlugins(client: NetAlertXClient, filter: string): Promise<ListEntry[]> {
	const wanted = filter.trim().toUpperCase();
	const plugins = (await client.scans.plugins()).filter((name) => name.toUpperCase().includes(wanted));
	return plugins.sort().map((name) => ({ name, value: name }));
}

const plugin = locator<NetAlertXClient>(
	{ displayName: 'Plugin' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a plugin...', searchListMethod: 'searchPlugins' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. ARPSCAN', hint: "NetAlertX's name for the plugin, as in its setting LOADED_PLUGINS" },
	],
	(_client, _mode, entered) => entered,
);

const pause = operation({
	name: 'Pause',
	value: 'pause',
	action: 'Pause scans',
	description: 'Pause scheduled scans for a while; scans that you start by hand still run',
	effect: 'idempotent',
	notice: 'While scans are paused, NetAlertX notices neither new devices nor outages, and neither does the NetAlertX Trigger.',
	fields: { minutes: wholeNumber({ displayName: 'Minutes', default: 30, min: 1, max: 1440, description: 'Duration, starting now; one day at most' }) },
	run: async ({ client, fields }) => {
		const { message, until } = await client.scans.pause(fields.minutes);
		return { paused: true, minutes: fields.minutes, until: until === null ? null : isoOrAsIs(until), message };
	},
});

function isoOrAsIs(time: string): string {
	const at = new Date(time);
	return Number.isNaN(at.getTime()) ? time : at.toISOString();
}

const resume = operation({
	name: 'Resume',
	value: 'resume',
	action: 'Resume scans',
	description: 'Resume scheduled scans; without a pause, nothing changes',
	effect: 'idempotent',
	fields: {},
	run: async ({ client }) => {
		const { message } = await client.scans.resume();
		return { paused: false, message };
	},
});

const runPlugin = operation({
	name: 'Run Plugin',
	value: 'runPlugin',
	action: 'Run scan plugin',
	description: 'Queue a run of any loaded plugin; NetAlertX starts it within a few seconds and does not report the result',
	effect: 'once',
	fields: { plugin },
	run: async ({ client, fields }) => ({ queued: true, ...(await client.scans.run(fields.plugin)) }),
});

export const scan: Resource<NetAlertXClient> = { name: 'Scan', value: 'scan', operations: [runPlugin, pause, resume] };
