import type { Machines, World } from '../simulators/tacticalrmm';
import type { Exchange } from './support/exchange';
import { secondLab } from './tactical-rmm.secondLab';

/** What an exchange presupposes; most need no entry, because the lab's state is enough. */
export interface Circumstances {
	/** The state in which it was recorded, as far as it is not the lab's. */
	given?: (world: World) => void;
	/** Exchanges that came before it, in that state. */
	after?: string[];
	/** What of the answer must be the recorded value itself, not only of its shape. */
	exactly?: (body: unknown) => unknown;
	/** Whether the answer must have as many rows as the real one had before the recording was cut. */
	counted?: true;
	/** What the recording could not keep of the request. */
	sent?: Partial<Exchange['request']>;
}

/** The agents of the recorded lab: programs on the bus that told what they were given. */
export const labMachines: Partial<Machines> = {
	runScript: (_, { code }, args, env) => {
		const shown = (texts: string[]) => `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
		const stdout = `args=${shown(args)} env=${shown(env)}\nlast line\n`;
		return code === 'LAB_FAIL' ? { stdout, stderr: 'boom\n', retcode: 3 } : { stdout };
	},
	runCommand: (_, { shell, cmd }) => {
		if (cmd === 'whoami') return { output: 'nt authority\\system\r\n' };
		const refusal = `\n'${cmd}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n`;
		if (cmd === 'fail') return { output: refusal };
		return { output: `[${shell}] ran: ${cmd}\r\n`, delayMs: cmd.startsWith('sleep') ? 6000 : 0 };
	},
};

const busIsDown: Circumstances = { given: (world) => (world.bus = 'down') };

/** The script of the lab that has a first line which the server itself can run. */
const serverScript: Circumstances['given'] = ({ tables: { scripts } }) => {
	scripts.add({ ...scripts.get(2), id: 9, name: 'Hello', script_body: '#!/bin/bash\necho hello\n' });
};
const ranOnServer: Circumstances = { given: serverScript, after: ['agent-runscript-on-server'] };

/** Recorded while the counts of failing checks, which the server makes every three minutes, were still those of the morning. */
const nothingFails: Circumstances = {
	given: ({ tables: { checkResults } }) => checkResults.all().forEach(({ id }) => checkResults.update(id, { status: 'passing' })),
};

const edited: Circumstances = { after: ['agent-update'], exactly: (body) => (body as { count: number }).count };
const urlActions = ['urlaction-create-web', 'urlaction-create-rest'];
const webhook = [...urlActions, 'alerttemplate-create', 'alerttemplate-create-webhook', 'client-assign-alert-template'];

const nobodyReported: Circumstances['given'] = ({ tables: { history } }) =>
	history.all().forEach(({ id }) => history.update(id, { results: null, script_results: null }));
const onlyCommands: Circumstances = { given: ({ tables: { history } }) => history.deleteWhere(({ type }) => type === 'script_run') };

const counted: Circumstances = { counted: true };
const total: Circumstances = { exactly: (body) => (body as { count: number }).count };

/** Recorded with records that were made by hand before. */
const withOffice: Circumstances = { given: secondLab };

export const circumstances: Record<string, Circumstances> = {
	'apikey-update': withOffice,
	'apikey-delete': withOffice,
	'deployment-list': withOffice,
	'deployment-delete': withOffice,
	'policy-create-duplicate': { after: ['policy-create'] },
	'policy-update': { after: ['policy-create'] },
	'policy-delete': { after: ['policy-create', 'policy-create-copy'] },
	'role-delete': withOffice,
	'user-create-duplicate': { after: ['user-create'] },
	'user-delete': withOffice,
	'user-update': withOffice,
	'urlaction-run': { after: urlActions },
	'urlaction-run-client': { after: urlActions },
	'urlaction-run-missing-target': { after: urlActions },
	'urlaction-run-rest-type': { after: urlActions },
	'urlaction-test-unreachable': { given: (world) => (world.receiver = () => 'HTTPConnectionPool(...)') },
	'core-emailtest-ok': { given: ({ settings }) => (settings.email_alert_recipients = ['it@example.com']) },
	'customfield-update-name-taken': { exactly: (body) => body },
	'urlaction-test-receiver-down': { given: (world) => (world.receiver = () => 'HTTPConnectionPool(...)') },
	'user-delete-unknown': { after: ['user-delete-self'] },
	'policy-delete-unknown': { after: ['policy-delete-in-use'] },
	'agent-list-as-scoped-role': counted,
	'agent-list-by-client': counted,
	'agent-list-by-client-and-site': counted,
	'agent-list-by-monitoring-type': counted,
	'agent-list-by-site': counted,
	'agent-list-detail-capital-true': counted,
	'agent-list-detail-false': counted,
	'alert-list': counted,
	'alert-list-client': counted,
	'alert-list-filtered': counted,
	'alert-list-no-body': counted,
	'alert-list-resolved-true': counted,
	'alert-list-severity': counted,
	'alert-list-timefilter': counted,
	'alert-list-unknown-filter': counted,
	'alert-list-unresolved': counted,
	'alert-list-unsnoozed': counted,
	'check-list': counted,
	'customfield-list': counted,
	'script-list': counted,
	'script-list-with-hidden': counted,
	'script-list-without-community': counted,
	'software-list': counted,
	'task-list': counted,
	'winupdate-list': counted,
	'check-history': counted,
	'beta-agent-list-filter-client': total,
	'beta-agent-list-filter-last-seen': total,
	'beta-agent-list-filter-plat': total,
	'beta-agent-list-last-seen-window': total,
	'beta-agent-list-ordering': total,
	'beta-site-search': total,
	'alert-list-as-readonly': { exactly: (body) => (body as { alerts_count: number }).alerts_count },
	'agent-command-bus-down': busIsDown,
	'agent-ping-bus-down': busIsDown,
	'agent-processes-bus-down': busIsDown,
	'agent-reboot-bus-down': busIsDown,
	'agent-runscript-bus-down': busIsDown,
	'check-bulk-run-bus-down': busIsDown,
	'service-get-bus-down': busIsDown,
	'winupdate-scan-bus-down': busIsDown,
	'agent-delete-again': { after: ['agent-delete'] },
	'agent-get': { after: [...webhook, 'agent-update', 'agent-update-winupdatepolicy'] },
	'agent-list': { after: webhook },
	'agent-list-detail-true': { after: webhook },
	'agent-history': { given: nobodyReported },
	'agent-history-all': onlyCommands,
	'agent-history-all-as-scoped': onlyCommands,
	'agent-runscript-on-server': { given: serverScript },
	'agent-scripthistory-range-bare-dates': ranOnServer,
	'agent-scripthistory-range-datetime': ranOnServer,
	'agent-scripthistory-start-only': ranOnServer,
	'agent-runscript-variables': { after: ['agent-update-custom-fields'] },
	'note-list-by-agent': { after: ['agent-runscript-note'] },
	'agent-pendingactions': { after: ['agent-reboot-schedule'] },
	'pendingaction-list': {
		given: ({ clock, tables: { pendingActions } }) => {
			const output = 'The install of firefox was successful.\n Chocolatey installed 1/1 packages.';
			const details = { name: 'firefox', output, installed: true };
			pendingActions.add({ agent: 1, entry_time: clock.stamp(), action_type: 'chocoinstall', status: 'completed', details });
		},
		after: ['agent-update-software'],
	},
	'alert-get-with-webhook-result': {
		given: (world) => {
			const done = { action_run: world.clock.stamp(), action_stdout: '{"ok":true}', action_stderr: '', action_retcode: 200, action_execution_time: '0' };
			const undone = {
				resolved_action_run: done.action_run, resolved_action_stdout: '{"ok":true}', resolved_action_stderr: '',
				resolved_action_retcode: 200, resolved_action_execution_time: '0',
			};
			const disk = 'Disk Space Check: Drive D: -  Warning Threshold: 25% Error Threshold: 10%';
			const message = `WIN-SRV-00 has a diskspace check: ${disk} that failed.`;
			const raised = world.raiseAlert({ agent: 'WIN-SRV-00', alert_type: 'check', message, assigned_check: 46, ...done, ...undone });
			world.tables.alerts.delete(raised.id);
			world.resolveAlert(world.tables.alerts.add({ ...raised, id: 11 }).id);
		},
	},
	'alert-list-top': {
		given: (world) => world.tables.alerts.all().forEach(({ id }) => world.resolveAlert(id)),
		after: ['alert-create', 'alert-create-no-agent'],
		exactly: (body) => (body as { alerts: { message: string }[] }).alerts.map(({ message }) => message),
	},
	'alert-get-after-resolve': { after: ['alert-resolve'] },
	'alerttemplate-update': { after: ['alerttemplate-create'] },
	'alerttemplate-delete': { after: ['alerttemplate-create'] },
	'alerttemplate-create-webhook': { after: urlActions },
	'client-assign-alert-template': { after: [...urlActions, 'alerttemplate-create', 'alerttemplate-create-webhook'] },
	'beta-agent-list': { after: [...webhook, 'agent-update'] },
	'beta-agent-list-as-scoped': edited,
	'beta-agent-list-filter-last-seen-after': edited,
	'beta-agent-list-filter-site': edited,
	'beta-agent-list-filter-unknown': edited,
	'beta-agent-list-ordering-hostname': edited,
	'beta-agent-list-page-size-too-big': edited,
	'beta-agent-list-search': edited,
	'check-create-diskspace-duplicate': { after: ['check-create-diskspace'] },
	'check-run-busy': { given: ({ machines }) => (machines.runChecks = () => 'busy') },
	'client-get': nothingFails,
	'client-list': nothingFails,
	'site-get': nothingFails,
	'site-list': nothingFails,
	'client-create-duplicate': { after: ['client-create'] },
	'client-update': { after: ['client-create'] },
	'client-update-flat-body': { after: ['client-create'] },
	'client-delete': { after: ['client-create', 'client-update'] },
	'site-create': { after: ['client-create'] },
	'site-create-duplicate': { after: ['client-create', 'site-create'] },
	'site-create-flat-body': { after: ['client-create'] },
	'site-update': { after: ['client-create'] },
	'site-delete': { after: ['client-create', 'site-create'] },
	'site-delete-last': { after: ['client-create'] },
	'customfield-create-duplicate': { after: ['customfield-create'] },
	'customfield-get': { after: ['customfield-create'] },
	'customfield-update': { after: ['customfield-create'] },
	'customfield-delete': { after: ['customfield-create'] },
	'keystore-update': { after: ['keystore-create'] },
	'keystore-delete': { after: ['keystore-create'] },
	'script-update': { after: ['script-create'] },
	'script-delete': { after: ['script-create'] },
	'snippet-delete': { after: ['snippet-create'] },
	'urlaction-list': { after: urlActions },
	'urlaction-update': { after: urlActions },
	'urlaction-delete': { after: urlActions },
	// What a client sends that follows the redirect: the method has become GET and the body is gone.
	'error-missing-slash-post-followed': {
		sent: { method: 'GET', path: '/agents/OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk/cmd/', body: null },
	},
};

/** Why an exchange is not replayed, by the start of its name. What is neither replayed nor named here fails the suite. */
export const notSimulated: Record<string, string> = {
	codesign: 'licence of the server: the package does not offer it',
	patchpolicy: 'patch policies of policies: the package does not edit them',
	'phantom-deployments': 'a route that always fails',
	schedule: 'schedules of policies: the package does not edit them',
	servermaintenance: 'server maintenance: the package does not offer it',
	'core-smstest': 'text messages of the server: the package does not offer it',
	'core-serverscript': 'runs code on the server itself: the package does not offer it',
	'core-status': 'monitoring of the server with a token of its own',
	'core-webterm': 'a terminal on the server: the package does not offer it',
	'alert-list-after-no-agent': 'cut to rows with an agent, while the list had one without: alert-list-top shows such a row',
	'error-host-not-allowed': 'the replay\'s client cannot name another host: see the simulator\'s own tests',
	webhook: 'sent by the server, not answered by it',
};

export function reasonNotSimulated(name: string): string | undefined {
	return Object.entries(notSimulated).find(([start]) => name.startsWith(start))?.[1];
}
