import { InputError } from '../../../shared/errors';
import { checked, choice, flag, optionalText, text, textValue, wholeNumber, type Field } from '../../../shared/fields';
import type { TacticalRmmClient } from '../../client';
import { list, pairs } from '../../fields';
import { scriptLocator } from '../../locator';

export type CheckType = 'cpuload' | 'diskspace' | 'eventlog' | 'memory' | 'ping' | 'script' | 'winsvc';

export const checkTypes = [
	{ name: 'CPU Load', value: 'cpuload' },
	{ name: 'Disk Space', value: 'diskspace' },
	{ name: 'Event Log', value: 'eventlog', description: 'Windows only' },
	{ name: 'Memory', value: 'memory' },
	{ name: 'Ping', value: 'ping' },
	{ name: 'Script', value: 'script' },
	{ name: 'Windows Service', value: 'winsvc' },
] as const;

/** A column of some types of checks: its field, what the server calls it, and of which types it is. */
export interface Column {
	column: string;
	types: readonly CheckType[];
	field: Field<unknown, TacticalRmmClient>;
	/** As it is sent, where that is not as it is entered. */
	sent?(value: unknown): unknown;
}

const of = <T>(types: readonly CheckType[], column: string, field: Field<T, TacticalRmmClient>, sent?: (value: unknown) => unknown): Column => ({ column, types, field, ...(sent && { sent }) });

const percent = (displayName: string, value: number, description: string) => wholeNumber({ displayName, default: value, min: 0, max: 100, description });
const trimmed = (value: unknown) => (value as string).trim();
const USE: readonly CheckType[] = ['cpuload', 'memory'];

/** Exit codes of a script. */
function codes(displayName: string, description: string): Field<number[]> {
	const entered = list({ displayName, one: 'exit code', description });
	return {
		...entered,
		read: async (raw, reading) =>
			(await entered.read(raw, reading)).map((each) => {
				if (/^\s*-?\d{1,10}\s*$/.test(each)) return Number(each);
				throw new InputError('must be whole numbers, such as 1 or 255');
			}),
	};
}

/** The ID of a Windows event; 0, as the server has it, for any. */
const eventNumber: Field<number> = {
	...optionalText({ displayName: 'Event ID', placeholder: 'e.g. 7036', description: 'Leave empty for any' }),
	read: (raw) => {
		const entered = checked(textValue, raw).trim();
		if (/^\d{0,5}$/.test(entered) && Number(entered) <= 65_535) return Number(entered);
		throw new InputError('must be a whole number from 1 to 65535, or empty for any');
	},
};

/** By the parameter's name, in the order in which the editor shows them. */
export const columns = {
	disk: of(['diskspace'], 'disk', text({ displayName: 'Disk', default: 'C:', placeholder: 'e.g. C: or /', description: 'Drive or mount point' }), trimmed),
	warningFree: of(['diskspace'], 'warning_threshold', percent('Warning Below (Percent)', 25, 'Free space. Enter 0 for no warning.')),
	errorFree: of(['diskspace'], 'error_threshold', percent('Error Below (Percent)', 10, 'Free space. Enter 0 for no error.')),
	warningUsed: of(USE, 'warning_threshold', percent('Warning Above (Percent)', 75, 'Usage. Enter 0 for no warning.')),
	errorUsed: of(USE, 'error_threshold', percent('Error Above (Percent)', 90, 'Usage. Enter 0 for no error.')),
	checkName: of(['eventlog', 'ping'], 'name', text({ displayName: 'Name', placeholder: 'e.g. gateway' }), trimmed),
	host: of(['ping'], 'ip', text({ displayName: 'Host', placeholder: 'e.g. 192.168.1.1', description: 'IP address or domain name' }), (value) => requireHost(trimmed(value))),
	serviceName: of(['winsvc'], 'svc_name', text({ displayName: 'Service Name', placeholder: 'e.g. Spooler', description: 'The short name' }), trimmed),
	serviceDisplayName: of(['winsvc'], 'svc_display_name', text({ displayName: 'Display Name', placeholder: 'e.g. Print Spooler', description: 'As Windows shows it' }), trimmed),
	passIfMissing: of(['winsvc'], 'pass_if_svc_not_exist', flag({ displayName: 'Pass if Missing', default: false, description: 'Whether the check passes if there is no such service' })),
	passIfStarting: of(['winsvc'], 'pass_if_start_pending', flag({ displayName: 'Pass if Starting', default: true, description: 'Whether the check passes while the service is being started' })),
	restartIfStopped: of(['winsvc'], 'restart_if_stopped', flag({ displayName: 'Restart if Stopped', default: false, description: 'Whether the agent starts the service if it is stopped' })),
	scriptId: of(['script'], 'script', scriptLocator, Number),
	scriptArgs: of(['script'], 'script_args', list({ displayName: 'Arguments', one: 'argument', description: 'Add each one separately; they are not split at spaces' })),
	scriptEnv: of(['script'], 'env_vars', pairs({ displayName: 'Environment Variables', one: 'variable' })),
	scriptTimeout: of(['script'], 'timeout', wholeNumber({ displayName: 'Timeout (Seconds)', default: 120, min: 1, description: 'How long the script may take' })),
	infoCodes: of(['script'], 'info_return_codes', codes('Info Exit Codes', 'Exit codes that count as a failure with severity info')),
	warningCodes: of(['script'], 'warning_return_codes', codes('Warning Exit Codes', 'Exit codes that count as a failure with severity warning; any other non-zero code is an error')),
	successCodes: of(['script'], 'success_return_codes', codes('Success Exit Codes', 'Exit codes that pass, in addition to 0')),
	logName: of(
		['eventlog'],
		'log_name',
		choice({
			displayName: 'Log',
			default: 'System',
			options: [
				{ name: 'Application', value: 'Application' },
				{ name: 'Security', value: 'Security' },
				{ name: 'System', value: 'System' },
			],
		}),
	),
	eventId: of(['eventlog'], 'event_id', eventNumber),
	eventKind: of(
		['eventlog'],
		'event_type',
		choice({
			displayName: 'Event Type',
			default: 'ERROR',
			options: [
				{ name: 'Audit Failure', value: 'AUDIT_FAILURE' },
				{ name: 'Audit Success', value: 'AUDIT_SUCCESS' },
				{ name: 'Error', value: 'ERROR' },
				{ name: 'Info', value: 'INFO' },
				{ name: 'Warning', value: 'WARNING' },
			],
		}),
	),
	eventSource: of(['eventlog'], 'event_source', optionalText({ displayName: 'Event Source', placeholder: 'e.g. Service Control Manager', description: 'Text in the source of the event. Leave empty for any.' })),
	eventMessage: of(['eventlog'], 'event_message', optionalText({ displayName: 'Event Message', description: 'Text in the message of the event. Leave empty for any.' })),
	failWhen: of(
		['eventlog'],
		'fail_when',
		choice({
			displayName: 'Fail When',
			default: 'contains',
			options: [
				{ name: 'Log Contains the Event', value: 'contains' },
				{ name: 'Log Does Not Contain the Event', value: 'not_contains' },
			],
		}),
	),
	searchDays: of(['eventlog'], 'search_last_days', wholeNumber({ displayName: 'Search Last Days', default: 1, min: 0, max: 3650, description: 'How far back it looks. Enter 0 for the whole log.' })),
	eventCount: of(['eventlog'], 'number_of_events_b4_alert', wholeNumber({ displayName: 'Events Before Alert', default: 1, min: 1, description: 'How many matching events are required' })),
} as const satisfies Readonly<Record<string, Column>>;

export type ColumnName = keyof typeof columns;

/** How a check is watched and told. */
export const settings = {
	alertSeverity: of(
		['eventlog', 'ping', 'winsvc'],
		'alert_severity',
		choice({
			displayName: 'Alert Severity',
			default: 'warning',
			description: 'For ping, service and event log checks. For others, thresholds or exit codes decide.',
			options: [
				{ name: 'Error', value: 'error' },
				{ name: 'Info', value: 'info' },
				{ name: 'Warning', value: 'warning' },
			],
		}),
	),
	dashboardAlert: of([], 'dashboard_alert', flag({ displayName: 'Dashboard Alert', default: true, description: 'Whether a failure raises an alert on the dashboard' })),
	emailAlert: of([], 'email_alert', flag({ displayName: 'Email Alert', default: true, description: 'Whether a failure is reported by email' })),
	failsBeforeAlert: of([], 'fails_b4_alert', wholeNumber({ displayName: 'Fails Before Alert', default: 1, min: 1, description: 'How often it must fail in a row before it is reported' })),
	runInterval: of([], 'run_interval', wholeNumber({ displayName: 'Run Interval (Seconds)', default: 0, min: 0, description: "Time between two runs. Enter 0 for the agent's own interval." })),
	textAlert: of([], 'text_alert', flag({ displayName: 'Text Alert', default: true, description: 'Whether a failure is reported by text message' })),
} as const satisfies Readonly<Record<string, Column>>;

const all: Readonly<Record<string, Column>> = { ...columns, ...settings };

/** What was entered, by the server's names. An event of any ID has its own column, without which the server fails. */
export function sentOf(entered: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const given = Object.entries(entered).filter(([name, value]) => Object.hasOwn(all, name) && value !== undefined);
	const sent = Object.fromEntries(given.map(([name, value]) => [all[name]!.column, all[name]!.sent?.(value) ?? value]));
	return 'event_id' in sent ? { ...sent, event_id_is_wildcard: sent.event_id === 0 } : sent;
}

/** @throws InputError for a field that the type of check does not have: the server would store it, and never use it */
export function requireOfType(type: string | null, entered: Readonly<Record<string, unknown>>): void {
	for (const name of Object.keys(entered)) {
		const { types, field } = all[name]!;
		if (types.length === 0 || types.includes(type as CheckType) || name === 'alertSeverity') continue;
		throw new InputError(`A check of the type ${type ?? '(unknown)'} has no '${field.properties[0]!.displayName}'`, 'Remove it. Nothing was sent.');
	}
}

/** Free space is the less the worse, and use is the more the worse. 0 stands for none, and one of them has to be set. */
export function requireThresholds(type: string | null, { warning_threshold: warning, error_threshold: error }: Readonly<Record<string, unknown>>): void {
	if (!['diskspace', 'cpuload', 'memory'].includes(type ?? '') || typeof warning !== 'number' || typeof error !== 'number') return;
	const isFree = type === 'diskspace';
	if (warning === 0 && error === 0) throw new InputError('A check needs a threshold for warnings, for errors, or both', 'Nothing was sent.');
	if (warning === 0 || error === 0 || (isFree ? warning > error : warning < error)) return;
	const rule = isFree ? "of free space: 'Warning Below' must be more than 'Error Below'" : "of use: 'Warning Above' must be less than 'Error Above'";
	throw new InputError(`The thresholds are the wrong way round: they are percent ${rule}`, 'Nothing was sent.');
}

function requireHost(host: string): string {
	if (/^[A-Za-z0-9._:-]+$/.test(host)) return host;
	throw new InputError(`"${host.slice(0, 80)}" is neither an IP address nor a domain name`, "Enter it into 'Host'. Nothing was sent.");
}
