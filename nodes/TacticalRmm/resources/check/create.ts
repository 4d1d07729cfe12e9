import { alone } from '../../../shared/alone';
import { InputError } from '../../../shared/errors';
import { choice, collection, flag, text, when, wholeNumber } from '../../../shared/fields';
import { afterwards, theNewOne } from '../../api/afterwards';
import { toCheck } from '../../check';
import { agentLocator } from '../../locator';
import { operation } from '../../operation';

/** How a check is watched and told; what is not added keeps the server's own default. */
const settings = collection(
	{ displayName: 'Settings', placeholder: 'Add setting', allowNone: true },
	{
		alertSeverity: choice({
			displayName: 'Alert Severity',
			default: 'warning',
			description: 'Of ping and service checks; the thresholds decide it for the others',
			options: [
				{ name: 'Error', value: 'error' },
				{ name: 'Info', value: 'info' },
				{ name: 'Warning', value: 'warning' },
			],
		}),
		dashboardAlert: flag({ displayName: 'Dashboard Alert', default: true, description: 'Whether a failure raises an alert on the dashboard' }),
		emailAlert: flag({ displayName: 'Email Alert', default: true, description: 'Whether a failure is reported by email' }),
		failsBeforeAlert: wholeNumber({ displayName: 'Fails Before Alert', default: 1, min: 1, description: 'How often it has to fail in a row before it is reported' }),
		runInterval: wholeNumber({ displayName: 'Run Interval (Seconds)', default: 0, min: 0, description: "Time between two runs. 0 for the agent's own interval." }),
		textAlert: flag({ displayName: 'Text Alert', default: true, description: 'Whether a failure is reported by text message' }),
	},
);

const percent = (displayName: string, value: number, description: string) => wholeNumber({ displayName, default: value, min: 0, max: 100, description });
const thresholds = [{ checkType: ['diskspace'] }, { checkType: ['cpuload', 'memory'] }] as const;
const service = { checkType: ['winsvc'] };

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create check',
	description: 'Add a check of disk, CPU, memory, ping or service to an agent, and return it',
	effect: 'once',
	rights: ['can_manage_checks', 'can_list_checks'],
	fields: {
		deviceId: agentLocator,
		checkType: choice({
			displayName: 'Type',
			default: 'diskspace',
			options: [
				{ name: 'CPU Load', value: 'cpuload' },
				{ name: 'Disk Space', value: 'diskspace' },
				{ name: 'Memory', value: 'memory' },
				{ name: 'Ping', value: 'ping' },
				{ name: 'Windows Service', value: 'winsvc' },
			],
		}),
		disk: when(thresholds[0], text({ displayName: 'Disk', default: 'C:', placeholder: 'e.g. C: or /', description: 'Drive or mount point' })),
		warningFree: when(thresholds[0], percent('Warning Below (Percent)', 25, 'Free space. 0 for no warning.')),
		errorFree: when(thresholds[0], percent('Error Below (Percent)', 10, 'Free space. 0 for no error.')),
		warningUsed: when(thresholds[1], percent('Warning Above (Percent)', 75, 'Use. 0 for no warning.')),
		errorUsed: when(thresholds[1], percent('Error Above (Percent)', 90, 'Use. 0 for no error.')),
		checkName: when({ checkType: ['ping'] }, text({ displayName: 'Name', placeholder: 'e.g. gateway' })),
		host: when({ checkType: ['ping'] }, text({ displayName: 'Host', placeholder: 'e.g. 192.168.1.1', description: 'IP address or domain name' })),
		serviceName: when(service, text({ displayName: 'Service Name', placeholder: 'e.g. Spooler', description: 'The short name' })),
		serviceDisplayName: when(service, text({ displayName: 'Display Name', placeholder: 'e.g. Print Spooler', description: 'As Windows shows it' })),
		passIfMissing: when(
			service,
			flag({ displayName: 'Pass if Missing', default: false, description: 'Whether the check passes where there is no such service' }),
		),
		passIfStarting: when(
			service,
			flag({ displayName: 'Pass if Starting', default: true, description: 'Whether the check passes while the service is being started' }),
		),
		restartIfStopped: when(
			service,
			flag({ displayName: 'Restart if Stopped', default: false, description: 'Whether the agent starts the service where it is stopped' }),
		),
		settings,
	},
	run: async ({ client, fields }) => {
		const { deviceId } = fields;
		const own = columnsOf(fields);
		const values = { agent: deviceId, check_type: fields.checkType, ...own, ...settingsOf(fields.settings) };
		// One after the other in this process, so that no two new checks are mixed up.
		return await alone(`${client.http.key} create check ${deviceId}`, async () => {
			const before = new Set((await client.agents.checks(deviceId)).map(({ id }) => id));
			await client.checks.create(values);
			return await afterwards('The check was created', async () => {
				const now = await client.agents.checks(deviceId);
				const fits = (check: (typeof now)[number]) => check.check_type === fields.checkType && Object.entries(own).every(([name, value]) => check[name] === value);
				return toCheck(theNewOne('check', { method: 'POST', path: '/checks/' }, before, now, fits), deviceId);
			});
		});
	},
});

/** Values of the fields above, by the type that is chosen. */
interface Entered {
	checkType: 'diskspace' | 'cpuload' | 'memory' | 'ping' | 'winsvc';
	disk?: string;
	warningFree?: number;
	errorFree?: number;
	warningUsed?: number;
	errorUsed?: number;
	checkName?: string;
	host?: string;
	serviceName?: string;
	serviceDisplayName?: string;
	passIfMissing?: boolean;
	passIfStarting?: boolean;
	restartIfStopped?: boolean;
}

/** The columns of a check, as the server names them: anything missing is a server error there. */
function columnsOf(entered: Entered): Record<string, unknown> {
	switch (entered.checkType) {
		case 'diskspace': {
			const [warning, error] = [entered.warningFree!, entered.errorFree!];
			requireThresholds(warning, error, warning > error, "of free space: 'Warning Below' must be more than 'Error Below'");
			return { disk: entered.disk!.trim(), warning_threshold: warning, error_threshold: error };
		}
		case 'cpuload':
		case 'memory': {
			const [warning, error] = [entered.warningUsed!, entered.errorUsed!];
			requireThresholds(warning, error, warning < error, "of use: 'Warning Above' must be less than 'Error Above'");
			return { warning_threshold: warning, error_threshold: error };
		}
		case 'ping':
			return { name: entered.checkName!.trim(), ip: requireHost(entered.host!.trim()) };
		case 'winsvc':
			return {
				svc_name: entered.serviceName!.trim(),
				svc_display_name: entered.serviceDisplayName!.trim(),
				pass_if_svc_not_exist: entered.passIfMissing,
				pass_if_start_pending: entered.passIfStarting,
				restart_if_stopped: entered.restartIfStopped,
			};
	}
}

/** 0 stands for none; one of them has to be set. */
function requireThresholds(warning: number, error: number, isOrdered: boolean, rule: string): void {
	if (warning === 0 && error === 0) throw new InputError('A check needs a threshold for warnings, for errors, or both', 'Nothing was sent.');
	if (warning !== 0 && error !== 0 && !isOrdered) throw new InputError(`The thresholds are the wrong way round: they are percent ${rule}`, 'Nothing was sent.');
}

function requireHost(host: string): string {
	if (/^[A-Za-z0-9._:-]+$/.test(host)) return host;
	throw new InputError(`"${host.slice(0, 80)}" is neither an IP address nor a domain name`, "Enter it into 'Host'. Nothing was sent.");
}

interface Settings {
	alertSeverity?: string;
	dashboardAlert?: boolean;
	emailAlert?: boolean;
	failsBeforeAlert?: number;
	runInterval?: number;
	textAlert?: boolean;
}

function settingsOf({ alertSeverity, dashboardAlert, emailAlert, failsBeforeAlert, runInterval, textAlert }: Settings): Record<string, unknown> {
	const columns = {
		alert_severity: alertSeverity,
		dashboard_alert: dashboardAlert,
		email_alert: emailAlert,
		fails_b4_alert: failsBeforeAlert,
		run_interval: runInterval,
		text_alert: textAlert,
	};
	return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
