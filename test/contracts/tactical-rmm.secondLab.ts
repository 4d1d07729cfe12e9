import type { World } from '../simulators/tacticalrmm';
import { blankUser } from '../simulators/tacticalrmm/access';
import { blankCheck } from '../simulators/tacticalrmm/checks';
import { blankTask } from '../simulators/tacticalrmm/tasks';

const made = { created_by: 'n8n', created_time: '2026-11-27T00:40:00.000000Z', modified_by: 'n8n', modified_time: '2026-11-27T00:40:00.000000Z' };

/** Agents that requests of the second lab name. */
const AGENTS = ['ujzPdeIgxLdGncfBAepfJBdKhoOOLdKLzdocJisA', 'bkaFRCztUjAwyuhvauWvzhmTaVsqxezyLexBWrdr', 'ZJzzzzgEOzdmenCkhvMdgaKjIgxNbenNyjOqwMxE'];

/** What the second lab had under the ids that its recordings ask for: policies, templates, users and the like were recorded there. */
export function secondLab(world: World): void {
	const { tables, access } = world;
	for (const agentId of AGENTS) if (!world.findAgent(agentId)) world.addAgent({ ...world.agent(1).row }, agentId);
	tables.sites.add({ ...tables.sites.get(1), id: 60, name: 'Empty' });
	for (const id of [3, 4]) if (!tables.policies.find(id)) tables.policies.add({ ...tables.policies.get(1), id, name: `n8n policy ${id}`, desc: null });
	for (const id of [1, 2, 6, 7]) {
		if (!tables.urlActions.find(id)) tables.urlActions.add({ ...made, id, name: `n8n action ${id}`, desc: '', pattern: 'https://portal.example.com/{{agent.hostname}}', action_type: 'web', rest_method: 'post', rest_body: '', rest_headers: '' });
	}
	for (const id of [2, 3]) if (!tables.alertTemplates.find(id)) tables.alertTemplates.add({ ...tables.alertTemplates.get(1), ...made, id, name: `n8n template ${id}` });
	for (const id of [9, 26]) if (!tables.customFields.find(id)) tables.customFields.add({ ...tables.customFields.get(5), ...made, id, name: `n8n field ${id}` });
	if (!tables.customFields.where(({ name }) => name === 'N8N text')[0]) tables.customFields.add({ ...tables.customFields.get(1), ...made, id: 27, name: 'N8N text' });
	tables.snippets.add({ id: 2, name: 'n8n facts snippet', desc: '', code: 'greet() { echo "hello from snippet"; }\ngreet', shell: 'shell' });
	for (const id of [16, 13]) tables.scripts.add({ ...tables.scripts.get(1), id, name: 'n8n facts snip', shell: 'shell', script_body: '#!/bin/bash\n{{n8n facts snippet}}\necho "$1" "$KEY" {{missing snippet}}' });
	for (const id of [5, 6]) tables.tasks.add({ ...blankTask(), ...made, id, name: 'n8n daily 2', task_type: 'daily', daily_interval: 1, run_time_date: '2026-12-01T03:00:00Z', agent: 23, actions: [{ type: 'cmd', shell: 'cmd', command: 'hostname', timeout: 30 }] });
	tables.tasks.add({ ...blankTask(), ...made, id: 19, name: 'n8n poltask', policy: 1, agent: null });
	for (const [id, values] of Object.entries(CHECKS)) tables.checks.add({ ...blankCheck(), ...made, ...values, id: Number(id) } as never);
	tables.deployments.add({ id: 1, uid: '929f6c93-8d25-4197-9945-28716a7fae3a', site: 1, mon_type: 'server', goarch: 'amd64', expiry: '2030-01-15T03:30:00Z', install_flags: { rdp: 0, ping: 0, power: 0 }, created: made.created_time });
	for (const id of [4, 6]) {
		const rights = new Set(['can_list_agents']);
		const values = { ...made, id, name: id === 6 ? 'n8n exact' : 'n8n role', is_superuser: false, rights, can_view_clients: [1], can_view_sites: [3] };
		if (access.roles.find(id)) access.roles.update(id, values);
		else access.roles.add(values);
	}
	for (const id of [37, 41]) access.users.add({ ...blankUser(id === 41 ? 'n8nfacts' : 'labnew'), id });
	for (const id of [7, 9]) access.apiKeys.add({ ...made, id, name: id === 9 ? 'n8n facts key' : 'lab new', key: `LAB${id}`, expiration: '2027-01-01T00:00:00Z', user: 41 });
	const reboot = { time: '2030-01-15 03:30:00', taskname: 'T' };
	const pending = { agent: 1, entry_time: made.created_time, status: 'pending' as const };
	tables.pendingActions.add({ ...pending, id: 17, action_type: 'agentupdate', details: { version: '2.11.0' } });
	tables.pendingActions.add({ ...pending, id: 18, agent: 2, action_type: 'schedreboot', details: reboot });
	tables.pendingActions.add({ ...pending, id: 19, action_type: 'chocoinstall', details: { name: 'vlc', output: null, installed: false } });
}

const CHECKS: Readonly<Record<number, object>> = {
	34: { check_type: 'script', script: 13, agent: 23, script_args: ['-x'], env_vars: ['A=1'], info_return_codes: [3], warning_return_codes: [4, 5], success_return_codes: [0], timeout: 60, name: 'n8n script', run_interval: 300 },
	35: { check_type: 'eventlog', agent: 23, name: 'n8n evt', log_name: 'System', event_id: 6008, event_id_is_wildcard: false, event_type: 'ERROR', event_source: 'EventLog', event_message: 'unexpected', fail_when: 'contains', search_last_days: 1, number_of_events_b4_alert: 1 },
	41: { check_type: 'ping', agent: 23, ip: '8.8.8.8', name: null },
	42: { check_type: 'ping', policy: 4, ip: '8.8.8.8', name: null },
};
