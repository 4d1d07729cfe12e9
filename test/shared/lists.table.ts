import type { ZodType } from 'zod/v4';
import * as mesh from '../../nodes/MeshCentral/schemas';
import * as rights from '../../nodes/MeshCentral/rights';
import * as frames from '../../nodes/MeshCentral/control/frames';
import * as meshFiles from '../../nodes/MeshCentral/files/deviceFiles';
import { anyList } from '../../nodes/Meshtech/assumptions';
import * as meshtech from '../../nodes/Meshtech/schemas';
import * as netAlertX from '../../nodes/NetAlertX/schemas';
import * as agents from '../../nodes/TacticalRmm/schemas/agents';
import * as alerts from '../../nodes/TacticalRmm/schemas/alerts';
import * as alertTemplates from '../../nodes/TacticalRmm/schemas/alertTemplates';
import * as checks from '../../nodes/TacticalRmm/schemas/checks';
import * as customFields from '../../nodes/TacticalRmm/schemas/customFields';
import * as directory from '../../nodes/TacticalRmm/schemas/directory';
import * as history from '../../nodes/TacticalRmm/schemas/history';
import * as live from '../../nodes/TacticalRmm/schemas/live';
import * as notes from '../../nodes/TacticalRmm/schemas/notes';
import * as policies from '../../nodes/TacticalRmm/schemas/policies';
import * as places from '../../nodes/TacticalRmm/schemas/places';
import * as records from '../../nodes/TacticalRmm/schemas/records';
import * as reports from '../../nodes/TacticalRmm/schemas/reports';
import * as scripts from '../../nodes/TacticalRmm/schemas/scripts';
import * as services from '../../nodes/TacticalRmm/schemas/services';
import * as software from '../../nodes/TacticalRmm/schemas/software';
import * as tasks from '../../nodes/TacticalRmm/schemas/tasks';
import * as windowsUpdates from '../../nodes/TacticalRmm/schemas/windowsUpdates';

/** A list that a server answers, with rows as they have to be: every checked field is in them. */
export interface List {
	title: string;
	schema: ZodType;
	/** An answer with these rows. */
	answer(rows: unknown[]): unknown;
	/** The rows of what was read. */
	rows(value: never): unknown[];
	/** One that has nothing but what must not be the same in two rows given. */
	row(index: number): unknown;
	/** A page of a list: anyone who reads all pages finds out that nothing in them fits. */
	isPage?: boolean;
	/** Its rows are records, and nothing is asked of them. */
	takesAnyRecord?: boolean;
	/** It is a field of a row or record: what is left out of it makes that field one that could not be read. */
	isField?: boolean;
}

const bare = { answer: (rows: unknown[]) => rows, rows: (value: unknown[]) => value };
const under = (name: string, more: object = {}) => ({
	answer: (rows: unknown[]) => ({ ...more, [name]: rows }),
	rows: (value: Record<string, unknown[]>) => value[name]!,
});
const inHistory = {
	answer: (rows: unknown[]) => ({ data: { deviceHistoryGrouped: { count: rows.length, history: rows } } }),
	rows: ({ data }: { data: { deviceHistoryGrouped: { history: unknown[] } } }) => data.deviceHistoryGrouped.history,
};
const time = '2026-11-27T00:31:59.161Z';
const customValue = (index: number) => ({ field: index + 1, value: `value ${index}` });

const netAlertXDevice = (index: number) => ({
	devMac: `aa:bb:cc:00:00:0${index}`, devName: `pc-${index}`, devOwner: 'Ada', devType: 'PC', devVendor: 'Acme', devGroup: 'Office', devLocation: 'Rack', devComments: 'a comment',
	devParentMAC: 'internet', devParentPort: '3', devSSID: 'wifi', devSite: 'Berlin', devVlan: '12', devLastIP: `10.0.0.${index}`, devPrimaryIPv4: `10.0.0.${index}`, devPrimaryIPv6: 'fe80::1',
	devIsNew: 0, devFirstConnection: '2026-01-01 10:00:00', devLastConnection: '2026-01-02 10:00:00', devPresentLastScan: 1, devIcon: 'PGk+',
});
const netAlertXEvent = (index: number) => ({ eveMac: `aa:bb:cc:00:00:0${index}`, eveIp: '10.0.0.1', eveDateTime: `2026-01-02 10:00:0${index}`, eveEventType: 'Connected', eveAdditionalInfo: 'info', rowid: index });

const netAlertXChange = (index: number) => ({ changedColumn: `dev${index}`, oldValue: 'a', newValue: 'b' });
const netAlertXHistory = (index: number) => ({ devGUID: `guid${index}`, timestamp: '2026-11-20 18:37:01', changedBy: 'ARPSCAN', changes: [netAlertXChange(0)] });
const netAlertXSession = (index: number) => ({
	sesMac: `aa:bb:cc:00:00:0${index}`, sesIp: '10.0.0.1', sesDateTimeConnection: '2026-01-02 10:00:00', sesDateTimeDisconnection: '2026-01-02 11:00:00', sesEventTypeConnection: 'Connected',
	sesEventTypeDisconnection: 'Disconnected', sesStillConnected: 0, sesAdditionalInfo: 'info',
});
const netAlertXInterface = (index: number) => ({ name: `eth${index}`, state: 'up', type: 'ethernet', mac: '02:00:00:00:00:01', mtu: 1500, ipv4: ['10.0.0.1/24'], ipv6: ['fe80::1/64'], rx_bytes: 1, tx_bytes: 2 });
const netAlertXNotification = (index: number) => ({ guid: `guid${index}`, timestamp: '2026-11-20 18:37:01', level: 'info', read: 0, content: 'a text' });

const agent = (index: number) => ({
	agent_id: `agent${index}`, hostname: `pc-${index}`, operating_system: 'Windows 11', version: '2.8.0', plat: 'windows', monitoring_type: 'workstation', last_seen: time, status: 'online',
	site_name: 'Berlin', client_name: 'Acme', local_ips: '10.0.0.1', custom_fields: [customValue(0), customValue(1)], description: 'a description',
	needs_reboot: false, has_patches_pending: true, maintenance_mode: false, logged_username: 'ada', checks: { has_failing_checks: false },
});
const agentName = (index: number) => ({ id: index, agent_id: `agent${index}`, hostname: `pc-${index}`, client: 'Acme', site: 'Berlin' });
const betaAgent = (index: number) => ({
	agent_id: `agent${index}`, hostname: `pc-${index}`, operating_system: 'Windows 11', version: '2.8.0', plat: 'windows', monitoring_type: 'workstation', last_seen: time, id: index,
	offline_time: 4, wmi_detail: { network_config: [] },
});
const place = (index: number) => ({
	id: index, name: `place ${index}`, server_policy: 1, workstation_policy: 2, alert_template: 3, block_policy_inheritance: false, agent_count: 5, maintenance_mode: false,
	failing_checks: { error: false, warning: true }, custom_fields: [customValue(0)],
});
const site = (index: number) => ({ ...place(index), client: 1, client_name: 'Acme' });
const client = (index: number) => ({ ...place(index), sites: [site(10), site(11)] });
const scriptResult = { stdout: 'out', stderr: '', retcode: 0, execution_time: 1.5 };
const program = (index: number) => ({ name: `program ${index}`, version: '1.0', publisher: 'Acme', install_date: time, size: '5 MB', location: 'C:\\', uninstall: 'un.exe' });
const softwareOf = (index: number) => ({ agent: index, software: [program(0), program(1)] });

const node = (index: number) => ({
	_id: `node//${index}`, name: `pc-${index}`, rname: 'pc.lan', mtype: 2, icon: 1, conn: 1, pwr: 1, agct: 1_795_198_844_671, firstconnect: 1_795_198_844_671, ip: '10.0.0.1',
	osdesc: 'Debian', desc: 'a description', tags: ['a', 'b'], consent: 0, agent: { id: 6, core: 'Nov 21 2022' }, users: ['ada'],
});
const wrapperNode = (index: number) => ({ ...node(index), meshid: 'mesh//1', groupname: 'Lab' });
const group = (index: number) => ({ _id: `mesh//${index}`, name: `group ${index}`, desc: 'a description', mtype: 2, creation: 1_795_198_844_671 });
const share = (index: number) => ({
	publicid: `link${index}`, p: 1, guestName: 'guest', userid: 'user//a', url: 'https://mesh.example/1', startTime: 1, expireTime: 2, consent: 0, viewOnly: false, recurring: 1, duration: 60,
});
const meshEvent = (index: number) => ({ action: 'changenode', time, msg: `event ${index}`, nodeid: 'node//1', userid: 'user//a', username: 'a', etype: 'node' });
const user = (index: number) => ({ _id: `user//${index}`, name: `user ${index}`, email: 'a@b.example', emailVerified: true, realname: 'Ada', creation: 1_795_198_616, login: 1_795_198_616, passchange: -1, siteadmin: 0 });
const process = (index: number) => ({ pid: index, cmd: `program ${index}` });

const gateway = (index: number) => ({
	id: `bmac-00000000000${index}`, friendlyName: `MT${index}`, modelNumber: '2011', labels: ['a', 'b'], connectivity: { connected: true, timestamp: time }, firmwareVersion: '3.4.1', extra: 1,
});
const job = (index: number) => ({ id: `job-${index}`, status: 'RUNNING' });

const processText = { answer: (rows: unknown[]) => ({ value: JSON.stringify(rows) }), rows: ({ value }: { value: unknown[] }) => value };
const processMap = {
	answer: (rows: unknown[]) => ({ value: JSON.stringify(Object.fromEntries(rows.map((row, index) => [index, row]))) }),
	rows: ({ value }: { value: object }) => Object.values(value),
};

/** Every list that any of the servers answers. A test finds out whether one is missing. */
export const lists: readonly List[] = [
	{ title: 'NetAlertX: devices', schema: netAlertX.wrappedDeviceList, ...under('devices', { success: true }), row: netAlertXDevice },
	{ title: 'NetAlertX: devices by status', schema: netAlertX.deviceList, ...bare, row: netAlertXDevice },
	{ title: 'NetAlertX: devices that match a text', schema: netAlertX.searchResult, ...under('devices', { success: true }), row: netAlertXDevice },
	{ title: 'NetAlertX: events', schema: netAlertX.eventList, ...under('events', { success: true }), row: netAlertXEvent },
	{ title: 'NetAlertX: history of devices', schema: netAlertX.historyPage, isPage: true, ...inHistory, row: netAlertXHistory },
	{
		title: 'NetAlertX: changes of one moment',
		schema: netAlertX.historyPage,
		answer: (rows) => inHistory.answer([{ ...netAlertXHistory(0), changes: rows }]),
		rows: (value) => (inHistory.rows(value)[0] as { changes: unknown[] }).changes,
		row: netAlertXChange,
		isField: true,
	},
	{ title: 'NetAlertX: open ports', schema: netAlertX.openPorts, ...under('open_ports', { success: true }), row: (index) => ({ port: index, service: 'ssh' }) },
	{ title: 'NetAlertX: sessions', schema: netAlertX.sessionList, ...under('sessions', { success: true }), row: netAlertXSession },
	{ title: 'NetAlertX: nodes of the network', schema: netAlertX.topology, ...under('nodes', { links: [] }), row: (index) => ({ id: `n${index}`, name: 'a', vendor: 'b' }) },
	{ title: 'NetAlertX: links of the network', schema: netAlertX.topology, ...under('links', { nodes: [] }), row: (index) => ({ source: 'a', target: `n${index}`, port: '1' }) },
	{
		title: 'NetAlertX: network interfaces',
		schema: netAlertX.networkInterfaces,
		answer: (rows) => ({ success: true, interfaces: Object.fromEntries(rows.map((row, index) => [`if${index}`, row])) }),
		rows: ({ interfaces }: { interfaces: object }) => Object.values(interfaces),
		row: netAlertXInterface,
	},
	{ title: 'NetAlertX: notifications', schema: netAlertX.notificationList, ...bare, row: netAlertXNotification },
	{ title: 'NetAlertX: lines of a network tool', schema: netAlertX.toolOutput, ...under('output', { success: true }), row: (index) => `line ${index}` },

	{ title: 'Tactical RMM: agents', schema: agents.agentList, ...bare, row: agent },
	{
		title: 'Tactical RMM: custom fields of an agent',
		schema: agents.agentList,
		answer: (rows) => [{ ...agent(0), custom_fields: rows }],
		rows: ([{ custom_fields: rows }]: [{ custom_fields: unknown[] }]) => rows,
		row: customValue,
		isField: true,
	},
	{
		title: 'Tactical RMM: custom fields of a single agent',
		schema: agents.agentRecord,
		answer: (rows) => ({ ...agent(0), client: 'Acme', site: 1, custom_fields: rows }),
		rows: ({ custom_fields: rows }: { custom_fields: unknown[] }) => rows,
		row: customValue,
		isField: true,
	},
	{ title: 'Tactical RMM: names of agents', schema: agents.agentNames, ...bare, row: agentName },
	{ title: 'Tactical RMM: agents of the beta API', schema: agents.betaPage, ...under('results', { next: null }), row: betaAgent, isPage: true },
	{
		title: 'Tactical RMM: checks of an agent',
		schema: agents.agentChecks,
		...bare,
		row: (index) => ({
			id: index, readable_desc: 'CPU', check_type: 'cpuload', policy: null,
			check_result: { id: 1, status: 'passing', last_run: time, more_info: 'fine', retcode: 0, stdout: 'out' },
		}),
	},
	{
		title: 'Tactical RMM: tasks of an agent',
		schema: agents.agentTasks,
		...bare,
		row: (index) => ({
			id: index, name: 'task', schedule: 'daily', task_type: 'daily', enabled: true,
			task_result: { status: 'passing', last_run: time, retcode: 0, stdout: 'out', stderr: '' },
		}),
	},
	{
		title: 'Tactical RMM: alerts',
		schema: alerts.alertList,
		...bare,
		row: (index) => ({
			id: index, hostname: 'pc', agent: 1, agent_id: 'agent', client: 'Acme', site: 'Berlin', alert_time: time, alert_type: 'check', severity: 'error', message: 'words', snoozed: false,
			snooze_until: time, resolved: false, resolved_on: time, hidden: false, assigned_check: 1, assigned_task: 2,
		}),
	},
	{ title: 'Tactical RMM: checks', schema: checks.checkList, ...bare, row: (index) => ({ id: index, readable_desc: 'CPU', check_type: 'cpuload', agent: 1, policy: 2 }) },
	{ title: 'Tactical RMM: history of a check', schema: checks.checkHistory, ...bare, row: (index) => ({ x: time, y: index, results: 'fine' }), takesAnyRecord: true },
	{
		title: 'Tactical RMM: custom fields',
		schema: customFields.customFieldList,
		...bare,
		row: (index) => ({
			id: index, name: `field ${index}`, model: 'agent', type: 'single', options: ['a', 'b'], required: false, default_value_string: 'a', default_value_bool: false, default_values_multiple: ['a'],
		}),
	},
	{ title: 'Tactical RMM: names of clients', schema: directory.clientNames, ...bare, row: (index) => ({ id: index, name: `client ${index}` }) },
	{ title: 'Tactical RMM: names of records', schema: directory.recordNames, ...bare, row: (index) => ({ id: index, name: `record ${index}` }) },
	{ title: 'Tactical RMM: names of users', schema: directory.userNames, ...bare, row: (index) => ({ id: index, username: `user ${index}` }) },
	{ title: 'Tactical RMM: versions of the agent', schema: agents.agentVersions, ...under('versions'), row: (index) => `2.${index}.0` },
	{
		title: 'Tactical RMM: policies',
		schema: policies.policyList,
		...bare,
		row: (index) => ({
			id: index, name: `policy ${index}`, desc: 'words', active: true, enforced: false, agents_count: 3, default_server_policy: false, default_workstation_policy: false, alert_template: 1,
		}),
	},
	...(['server_clients', 'server_sites', 'workstation_clients', 'workstation_sites'] as const).map((place): List => (
		{ title: `Tactical RMM: ${place} of a policy`, schema: policies.policyRelated, ...under(place, { pk: 1, name: 'policy' }), row: (index) => ({ id: index, name: `place ${index}` }) }
	)),
	{
		title: 'Tactical RMM: agents of a policy',
		schema: policies.policyRelated,
		...under('agents', { pk: 1, name: 'policy' }),
		row: (index) => ({ id: index, hostname: `pc-${index}`, agent_id: `agent${index}` }),
		takesAnyRecord: true,
	},
	{
		title: "Tactical RMM: results of a policy's check",
		schema: policies.checkStatuses,
		...bare,
		row: (index) => ({
			id: index, hostname: `pc-${index}`, agent: 1, status: 'failing', alert_severity: 'error', more_info: 'words', last_run: time, fail_count: 1, retcode: 0, stdout: 'out', stderr: '',
		}),
	},
	{
		title: "Tactical RMM: results of a policy's task",
		schema: policies.taskStatuses,
		...bare,
		row: (index) => ({ id: index, hostname: `pc-${index}`, agent: 1, status: 'passing', sync_status: 'synced', last_run: time, retcode: 0, stdout: 'out', stderr: '' }),
	},
	{
		title: 'Tactical RMM: alert templates',
		schema: alertTemplates.alertTemplateList,
		...bare,
		row: (index) => ({
			id: index, name: `template ${index}`, is_active: true, action_type: 'rest', action: 1, action_rest: 2, resolved_action_type: 'script', resolved_action: 3, resolved_action_rest: 4,
			agent_script_actions: true, check_script_actions: true, task_script_actions: false, applied_count: 1, default_template: false,
		}),
	},
	{ title: 'Tactical RMM: snippets', schema: records.snippetList, ...bare, row: (index) => ({ id: index, name: `snippet ${index}`, desc: 'words', code: 'x', shell: 'powershell' }) },
	{ title: 'Tactical RMM: key store', schema: records.keyList, ...bare, row: (index) => ({ id: index, name: `key ${index}`, value: 'secret', modified_by: 'ada', modified_time: time }) },
	{
		title: 'Tactical RMM: URL actions',
		schema: records.urlActionList,
		...bare,
		row: (index) => ({ id: index, name: `action ${index}`, desc: 'words', pattern: 'https://x.example', action_type: 'rest', rest_method: 'post', rest_body: '{}', rest_headers: '{}' }),
	},
	{
		title: 'Tactical RMM: deployments',
		schema: records.deploymentList,
		...bare,
		row: (index) => ({
			id: index, uid: `uid ${index}`, client_id: 1, site_id: 2, client_name: 'Acme', site_name: 'Berlin', mon_type: 'server', goarch: 'amd64', expiry: time, created: time,
		}),
	},
	{
		title: 'Tactical RMM: pending actions',
		schema: records.pendingActionList,
		...bare,
		row: (index) => ({
			id: index, hostname: `pc-${index}`, client: 'Acme', site: 'Berlin', due: 'ASAP', description: 'words', entry_time: time, action_type: 'agentupdate', status: 'pending', agent: 1,
		}),
	},
	{ title: 'Tactical RMM: packages of Chocolatey', schema: records.chocoPackages, ...bare, row: (index) => ({ name: `package ${index}` }) },
	{
		title: 'Tactical RMM: audit log',
		schema: records.auditPage,
		...under('audit_logs', { total: 3 }),
		row: (index) => ({
			id: index, entry_time: time, username: 'ada', action: 'modify', object_type: 'agent', message: 'words', agent: 'pc', agent_id: 'agent', ip_address: '10.0.0.1', site: { name: 'Berlin', client_name: 'Acme' },
		}),
		isPage: true,
	},
	{ title: 'Tactical RMM: debug log', schema: records.debugEntries, ...bare, row: (index) => ({ id: index, entry_time: time, log_level: 'error', log_type: 'agent_issues', message: 'words', agent: 'pc' }) },
	{
		title: 'Tactical RMM: users',
		schema: records.userList,
		...bare,
		row: (index) => ({
			id: index, username: `user ${index}`, first_name: 'Ada', last_name: 'L', email: 'a@b.example', is_active: true, role: 1, block_dashboard_login: false, last_login: time, last_login_ip: '10.0.0.1',
		}),
	},
	{ title: 'Tactical RMM: roles', schema: records.roleList, ...bare, row: (index) => ({ id: index, name: `role ${index}`, is_superuser: false, user_count: 1, can_view_clients: [1], can_view_sites: [2] }) },
	{
		title: 'Tactical RMM: API keys',
		schema: records.apiKeyList,
		...bare,
		row: (index) => ({ id: index, name: `key ${index}`, key: 'SECRET', user: 1, username: 'ada', expiration: time, created_time: time }),
	},
	{
		title: 'Tactical RMM: report templates',
		schema: reports.reportTemplateList,
		...bare,
		row: (index) => ({ id: index, name: `report ${index}`, type: 'html', depends_on: ['client'], created_by: 'ada', modified_by: 'ada', modified_time: time }),
	},
	{
		title: 'Tactical RMM: Windows updates of a query',
		schema: reports.queriedUpdates,
		answer: (rows) => JSON.stringify(rows),
		rows: (value: unknown[]) => value,
		row: (index) => ({
			id: index, kb: 'KB1', title: 'update', severity: 'Critical', categories: ['a'], installed: false, downloaded: false, action: 'approve', result: 'n/a', agent__agent_id: 'agent', agent__hostname: 'pc',
		}),
	},
	{ title: 'Tactical RMM: names of sites', schema: directory.siteNames, ...bare, row: (index) => ({ id: index, name: `site ${index}`, client: 1, client_name: 'Acme' }) },
	{
		title: 'Tactical RMM: runs of scripts',
		schema: history.scriptRuns,
		...bare,
		row: (index) => ({ id: index, time, username: 'ada', script: 1, script_results: scriptResult, agent_id: 'agent', script_name: 'script' }),
	},
	{
		title: 'Tactical RMM: history of an agent',
		schema: history.historyRows,
		...bare,
		row: (index) => ({ id: index, time, type: 'script_run', command: 'dir', username: 'ada', script: 1, script_name: 'script', results: 'out', script_results: scriptResult }),
	},
	{ title: 'Tactical RMM: processes', schema: live.processes, ...bare, row: (index) => ({ name: `program ${index}`, pid: index, membytes: 1024 * index, username: 'SYSTEM', cpu_percent: '0.4%' }) },
	{ title: 'Tactical RMM: event log', schema: live.eventLog, ...bare, row: (index) => ({ source: 'app', eventType: 'INFO', message: `words ${index}` }), takesAnyRecord: true },
	{ title: 'Tactical RMM: notes', schema: notes.noteList, ...bare, row: (index) => ({ pk: index, entry_time: time, note: 'words', username: 'ada', agent_id: 'agent' }) },
	{ title: 'Tactical RMM: sites', schema: places.siteList, ...bare, row: site },
	{ title: 'Tactical RMM: clients', schema: places.clientList, ...bare, row: client },
	{
		title: 'Tactical RMM: sites of a client',
		schema: places.clientList,
		answer: (rows) => [{ ...client(0), sites: rows }, client(1)],
		rows: ([{ sites }]: [{ sites: unknown[] }]) => sites,
		row: site,
		isField: true,
	},
	{
		title: 'Tactical RMM: scripts',
		schema: scripts.scriptList,
		...bare,
		row: (index) => ({
			id: index, name: `script ${index}`, description: 'words', shell: 'powershell', category: 'c', args: ['a'], env_vars: ['A=1'], default_timeout: 90, run_as_user: false,
			supported_platforms: ['windows'], script_type: 'userdefined',
		}),
	},
	{
		title: 'Tactical RMM: services',
		schema: services.serviceList,
		...bare,
		row: (index) => ({ name: `service${index}`, display_name: 'Service', status: 'running', start_type: 'auto', username: 'LocalSystem', pid: 5, description: 'words' }),
	},
	{ title: 'Tactical RMM: software of all agents', schema: software.softwareOfAll, ...bare, row: softwareOf },
	{
		title: 'Tactical RMM: software of one of all agents',
		schema: software.softwareOfAll,
		answer: (rows) => [{ agent: 1, software: rows }, softwareOf(2)],
		rows: ([{ software: rows }]: [{ software: unknown[] }]) => rows,
		row: program,
		isField: true,
	},
	{ title: 'Tactical RMM: software of an agent', schema: software.softwareOrNever, ...under('software', { agent: 1 }), row: program, isField: true },
	{
		title: 'Tactical RMM: tasks',
		schema: tasks.taskList,
		...bare,
		row: (index) => ({ id: index, name: 'task', schedule: 'daily', task_type: 'daily', enabled: true, agent: 1, policy: 2 }),
	},
	{
		title: 'Tactical RMM: Windows updates',
		schema: windowsUpdates.windowsUpdateList,
		...bare,
		row: (index) => ({
			id: index, kb: 'KB5', title: 'update', severity: 'Critical', categories: ['a'], installed: false, downloaded: false, date_installed: '01 02 2026 10:00', action: 'approve', result: 'n/a',
		}),
	},

	{
		title: 'MeshCentral: devices of a group',
		schema: frames.nodesFrame,
		answer: (rows) => ({ nodes: { 'mesh//1': rows } }),
		rows: ({ nodes }: { nodes: Record<string, unknown[]> }) => nodes['mesh//1']!,
		row: node,
	},
	{ title: 'MeshCentral: groups', schema: frames.meshesFrame, ...under('meshes'), row: group },
	{
		title: 'MeshCentral: last connections',
		schema: frames.lastConnectsFrame,
		answer: (rows) => ({ lastconnects: Object.fromEntries(rows.map((row, index) => [`node//${index}`, row])) }),
		rows: ({ lastconnects }: { lastconnects: object }) => Object.values(lastconnects),
		row: (index) => 1_795_198_844_671 + index,
	},
	{ title: 'MeshCentral: links', schema: frames.sharesFrame, ...under('deviceShares'), row: share },
	{ title: 'MeshCentral: events', schema: frames.eventsFrame, ...under('events'), row: meshEvent },
	{ title: 'MeshCentral: users', schema: frames.usersFrame, ...under('users'), row: user },
	{
		title: 'MeshCentral: user groups',
		schema: frames.userGroupsFrame,
		answer: (rows) => ({ ugroups: Object.fromEntries(rows.map((row, index) => [`ugrp//${index}`, row])) }),
		rows: ({ ugroups }: { ugroups: object }) => Object.values(ugroups),
		row: (index) => ({ name: `group ${index}`, links: {} }),
		takesAnyRecord: true,
	},
	{
		title: 'MeshCentral: links of a user, a group or a device',
		schema: rights.linkMap,
		answer: (rows) => Object.fromEntries(rows.map((row, index) => [`mesh//${index}`, row])),
		rows: (value: object) => Object.values(value),
		row: (index) => ({ rights: index }),
	},
	{
		title: 'MeshCentral: entries of a report',
		schema: frames.reportFrame,
		answer: (rows: unknown[]) => ({ data: { groups: { 'user//a': { entries: rows } } } }),
		rows: ({ data }: { data: { groups: Record<string, { entries: unknown[] }> } }) => data.groups['user//a']?.entries ?? [],
		row: (index) => ({ time: index, protocol: 5 }),
		takesAnyRecord: true,
		isField: true,
	},
	{
		title: 'MeshCentral: groups of a report',
		schema: frames.reportFrame,
		answer: (rows: unknown[]) => ({ data: { groups: Object.fromEntries(rows.map((row, index) => [`user//${index}`, row])) } }),
		rows: ({ data }: { data: { groups: object } }) => Object.values(data.groups),
		row: () => ({ entries: [] }),
	},
	{ title: 'MeshCentral: services', schema: frames.servicesFrame, ...processText, row: process, takesAnyRecord: true },
	{ title: 'MeshCentral: files of a folder', schema: meshFiles.folderList, ...bare, row: (index) => ({ n: `file ${index}`, t: 3, s: 12, d: time }) },
	{ title: 'MeshCentral: processes in a list', schema: frames.processesFrame, ...processText, row: process, takesAnyRecord: true },
	{ title: 'MeshCentral: processes by number', schema: frames.processesFrame, ...processMap, row: process, takesAnyRecord: true },
	{ title: 'MeshCentral through REST: devices', schema: mesh.deviceList, ...bare, row: wrapperNode },
	{ title: 'MeshCentral through REST: groups', schema: mesh.groupList, ...bare, row: group },
	{ title: 'MeshCentral through REST: links', schema: mesh.shareList, ...bare, row: share },
	{ title: 'MeshCentral through REST: events', schema: mesh.eventList, ...bare, row: meshEvent },
	{ title: 'MeshCentral through REST: users', schema: mesh.userList, ...bare, row: user },

	{ title: 'Meshtech: devices', schema: meshtech.devicePage, ...under('items', { nextToken: null }), row: gateway, isPage: true },
	{ title: 'Meshtech: jobs and firmware', schema: anyList, ...under('items'), row: job, isPage: true, takesAnyRecord: true },
];
