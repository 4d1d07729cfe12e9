import type { TacticalRmmClient } from '../../nodes/TacticalRmm/client';
import type { AlertRecord } from '../../nodes/TacticalRmm/schemas/alerts';
import type { AgentRow } from '../../nodes/TacticalRmm/schemas/agents';
import { sightingOf, watchable } from '../../nodes/TacticalRmm/watch/agents';
import { lookAtAlerts } from '../../nodes/TacticalRmm/watch/alerts';
import { carried, carry } from '../../nodes/TacticalRmm/watch/carried';
import { passes, type Chosen } from '../../nodes/TacticalRmm/watch/filters';
import { scriptFinished } from '../../nodes/TacticalRmm/watch/scripts';
import type { Value } from '../../nodes/shared/watch/types';
import { recorded } from '../support/tacticalRmmRecordings';

describe('what passes the filters', () => {
	const agent = { client_name: 'Acme, Inc.', site_name: 'Berlin HQ', monitoring_type: 'server', plat: 'windows', maintenance_mode: 0 };
	const alert = { ...agent, severity: 'error', alert_type: 'check', snoozed: 0, hidden: 0 };

	it.each<[string, Chosen, Record<string, Value>, boolean]>([
		['nothing chosen', {}, agent, true],
		['nothing entered', { clients: ' , ', sites: '' }, agent, true],
		['a name with a comma', { clients: 'Globex, Acme, Inc.' }, agent, true],
		['a name in other letters and blanks', { clients: 'acme,inc.' }, agent, true],
		['a part of a name', { clients: 'Acme' }, agent, false],
		['another name', { sites: 'Hamburg' }, agent, false],
		['no name', { clients: 'Globex' }, { ...alert, client_name: null }, false],
		['a platform that is not known', { platforms: ['windows'] }, { severity: 'error' }, false],
		['one of two platforms', { platforms: ['linux', 'windows'] }, agent, true],
		['a severity of what has none', { severities: ['info'] }, agent, true],
		['a severity that was not kept', { severities: ['info'] }, { ...agent, severity: null }, true],
		['another severity', { severities: ['info', 'warning'] }, alert, false],
		['another type', { alertTypes: ['custom'] }, alert, false],
		['in maintenance', { includeMaintenance: false }, { ...alert, maintenance_mode: 1 }, false],
		['in maintenance, which is not left out', { includeMaintenance: true }, { ...alert, maintenance_mode: 1 }, true],
		['snoozed', { includeSnoozed: false }, { ...alert, snoozed: 1 }, false],
		['hidden', { leaveOutHidden: true }, { ...alert, hidden: 1 }, false],
	])('%s', (_, chosen, values, expected) => {
		expect(passes(chosen, values)).toBe(expected);
	});
});

describe('what a look carries over', () => {
	const at = (minute: number) => `2026-11-20T12:0${minute}:00.000Z`;

	it('comes back as it was, beside other things that are open', () => {
		const open = ['alert:7', carry('checks', { a: ['b=c', 1] }, { at: at(1), open: [] }), carry('scripts', { highest: 5 }, { at: at(1), open: [] })];
		expect(carried(open, 'checks')).toEqual({ at: at(1), content: { a: ['b=c', 1] } });
		expect(carried(open, 'scripts')).toEqual({ at: at(1), content: { highest: 5 } });
		expect(carried(['alert:7'], 'checks')).toBeUndefined();
	});

	it('is the oldest where not all that was seen since could be told', () => {
		const open = [3, 1, 2].map((minute) => carry('checks', minute, { at: at(minute), open: [] }));
		expect(carried(open, 'checks')).toEqual({ at: at(1), content: 1 });
	});

	it('is the very same while nothing changes, so that nothing has to be saved', () => {
		const first = carry('checks', { a: 1 }, { at: at(1), open: [] });
		expect(carry('checks', { a: 1 }, { at: at(2), open: [first] })).toBe(first);
		expect(carry('checks', { a: 2 }, { at: at(2), open: [first] })).not.toBe(first);
		// Of two, the older one has to go.
		const second = carry('checks', { a: 2 }, { at: at(2), open: [first] });
		expect(carry('checks', { a: 2 }, { at: at(3), open: [first, second] })).not.toBe(second);
	});
});

describe('alerts since a time, by the clock of the server', () => {
	/** A client whose server is ahead of this machine; only its answers tell. */
	function clientAhead(hours: number) {
		const asked: Array<number | undefined> = [];
		let ahead = 0;
		const list = async ({ days }: { days?: number }): Promise<AlertRecord[]> => {
			asked.push(days);
			ahead = hours * 3_600_000;
			return await Promise.resolve([]);
		};
		const client = { alerts: { list }, serverNow: () => new Date(Date.parse('2026-11-20T12:00:00Z') + ahead) };
		return { client: client as unknown as TacticalRmmClient, asked };
	}
	const wanted = { raised: true, resolved: false, open: [], held: [], scope: {} };

	it.each([
		['as this one', 0, '2026-11-20T11:00:00Z', [1]],
		['two days ahead of this one', 48, '2026-11-20T11:00:00Z', [1, 3]],
		['ahead, and nothing is known yet', 48, '', [1]],
	])('%s', async (_, hours, from, days) => {
		const { client, asked } = clientAhead(hours);
		await lookAtAlerts(client, { ...wanted, from });
		expect(asked).toEqual(days);
	});
});

describe('an agent of the list as it is watched', () => {
	const rows = recorded('agent-list') as AgentRow[];
	const [row] = rows as [AgentRow];
	const all = [...watchable.map(({ value }) => value), 'status', 'needs_reboot', 'has_patches_pending', 'plat'];

	it('has its values comparable: lists in one order, switches as numbers', () => {
		const changed = { ...row, physical_disks: ['b', 'a'], local_ips: '192.168.0.20, 10.0.0.1', needs_reboot: true, public_ip: undefined };
		const { status, values, device, born } = sightingOf(changed, all);
		expect(status).toBe('online');
		expect(born).toBe('');
		expect(device).toMatchObject({ id: row.agent_id, name: 'WIN-SRV-00', group: 'Acme Corp / Berlin HQ' });
		expect(values).toEqual({
			...sightingOf(row, all).values,
			physical_disks: 'a, b',
			local_ips: '10.0.0.1, 192.168.0.20',
			needs_reboot: 1,
			maintenance_mode: 0,
			status: 'online',
			version: '2.8.0',
			public_ip: null,
		});
	});

	it.each([
		['online', 'online'],
		['offline', 'offline'],
		['overdue', 'offline'],
	])('that is %s to the server is %s', (status, expected) => {
		expect(sightingOf({ ...row, status }, []).status).toBe(expected);
	});

	it('T11 has each of its custom fields by name, null where it was never set', () => {
		const custom_fields = [
			{ field: 6, value: ['web', 'print'] },
			{ field: 4, value: '4711' },
			{ field: 9, value: null },
		];
		const names = new Map([[6, 'Roles'], [4, 'Asset Number'], [9, 'Note'], [5, 'Priority']]);
		const fields = ['customFields.Asset Number', 'customFields.Note', 'customFields.Priority', 'customFields.Roles', 'hostname'];
		const values = { 'customFields.Asset Number': '4711', 'customFields.Note': '', 'customFields.Priority': null, 'customFields.Roles': 'print, web', hostname: row.hostname };
		expect(sightingOf({ ...row, custom_fields }, fields, names).values).toEqual(values);
		expect(sightingOf({ ...row, custom_fields: [...custom_fields].reverse() }, fields, names).values).toEqual(values);
		expect(sightingOf({ ...row, custom_fields: undefined }, ['customFields.Roles'], names).values).toEqual({ 'customFields.Roles': null });
	});

	it('has no value that the clock alone changes', () => {
		const later = { ...row, last_seen: '2026-11-20T19:00:00.000000Z', boot_time: 1, logged_username: '-', italic: false, pending_actions_count: 9 };
		expect(sightingOf(later, all).values).toEqual(sightingOf(row, all).values);
	});
});

it.each([
	['2026-01-10T12:00:00Z', 2.5, '2026-01-10T12:00:02.500Z'],
	['2026-01-10T12:00:00Z', 1e300, '2026-01-10T12:00:00.000Z'],
	['soon', 1, '2026-01-01T00:00:00.000Z'],
])('a run that began at %s and says that it took %d s ended at %s', (time, executionTime, at) => {
	const run = { id: 7, time, username: 'n8n', script: 3, agent_id: 'a', script_results: { stdout: '', stderr: '', retcode: 0, execution_time: executionTime } };
	const known = new Map([['a', { device: { id: 'a' } as never, values: {} }]]);
	expect(scriptFinished(run, known, { from: '2026-01-01T00:00:00.000Z', late: new Set() })).toMatchObject([{ at }]);
});
