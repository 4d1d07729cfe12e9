import { minute, stampOf } from './clock';
import type { Tracked } from './rows';
import type { World } from './world';

/** What the office has beside its agents: logs and reports. */
export function seedOffice(world: World, made: Tracked): void {
	const { tables, clock } = world;
	for (let index = 0; index < 8; index++) {
		const [agent, action] = [index % 3 === 2 ? 4 : 1, index % 2 === 0 ? 'execute_script' : 'execute_command'];
		tables.auditLog.add({
			entry_time: stampOf(clock.ago((60 - index) * minute)), username: 'labadmin', agent, action, object_type: 'agent',
			before_value: { payload: { code: 'secret-in-code' } }, after_value: null, message: `labadmin ran something on agent ${agent}`,
		});
	}
	tables.debugLog.add({ entry_time: stampOf(clock.ago(50 * minute)), agent: 1, log_level: 'error', log_type: 'agent_issues', message: 'lab issue' });
	tables.debugLog.add({ entry_time: stampOf(clock.ago(40 * minute)), agent: null, log_level: 'error', log_type: 'system_issues', message: '[Errno -2] Name or service not known' });
	const template = { ...made, template_css: null, type: 'markdown', template_html: null };
	tables.reportTemplates.add({
		...template, name: 'n8n client report', template_md: '# Report for {{client.name}}', depends_on: ['client'],
		template_variables: 'data_sources:\n  agents:\n    model: agent\n    filter:\n      site__client_id: "{{client.id}}"',
	});
	tables.reportTemplates.add({ ...template, name: 'n8n broken', template_md: '{% for a in %}x', depends_on: [], template_variables: '' });
}
