import { minute, stampOf } from './clock';
import type { Tracked } from './rows';
import type { World } from './world';

/** What the office has beside its agents: logs and reports. */
export function seedOffice(world: World, made: Tracked): void {
	const { tables, clock } = world;
	const test = {
		func: 'runscriptfull', payload: { code: 'secret-in-code', shell: 'powershell' }, timeout: 30, env_vars: [], run_as_user: false, script_args: [], nushell_enable_config: false,
		deno_default_permissions: '--allow-all',
	};
	const result = { id: 0, stderr: 'boom\n', stdout: 'args=[] env=[]\nlast line\n', retcode: 3, execution_time: 0.1234 };
	const entries = [
		{ agent: 1, action: 'execute_script', before_value: null, after_value: null, message: 'labadmin ran script: "Disk Report" on WIN-SRV-00' },
		{ agent: 1, action: 'remote_session', before_value: null, after_value: null, message: 'labadmin initiated a remote session to WIN-SRV-00.' },
		{ agent: 1, action: 'execute_script', before_value: test, after_value: result, message: 'labadmin tested a script on WIN-SRV-00' },
		{ agent: 1, action: 'execute_script', before_value: { ...test, env_vars: ['A=1'], script_args: ['x'] }, after_value: result, message: 'labadmin tested a script on WIN-SRV-00' },
		{ agent: 4, action: 'execute_script', before_value: test, after_value: 'timeout', message: 'labadmin tested a script on WIN-WS-03' },
	];
	for (const [index, entry] of [...entries, ...entries].entries()) {
		tables.auditLog.add({ entry_time: stampOf(clock.ago((60 - index) * minute)), username: 'labadmin', object_type: 'agent', ...entry });
	}
	tables.debugLog.add({ entry_time: stampOf(clock.ago(50 * minute)), agent: 1, log_level: 'error', log_type: 'agent_issues', message: 'lab issue' });
	tables.debugLog.add({ entry_time: stampOf(clock.ago(40 * minute)), agent: null, log_level: 'error', log_type: 'system_issues', message: '[Errno -2] Name or service not known' });
	const template = { ...made, created_by: 'n8n', modified_by: 'n8n', template_css: null, type: 'markdown', template_html: null };
	tables.reportTemplates.add({
		...template, name: 'n8n client report', template_md: '# Report for {{client.name}}', depends_on: ['client'],
		template_variables: 'data_sources:\n  agents:\n    model: agent\n    filter:\n      site__client_id: "{{client.id}}"',
	});
	tables.reportTemplates.add({ ...template, name: 'n8n broken', template_md: '{% for a in %}x', depends_on: [], template_variables: '' });
}
