import { InputError } from '../../../shared/errors';
import { choice, choices, collection, flag, optionalText, wholeNumber, type Field } from '../../../shared/fields';
import { severities } from '../../alert';
import type { TacticalRmmClient } from '../../client';
import { list, pairs } from '../../fields';
import { labelled, scriptLocator, urlActionLocator } from '../../locator';

/** A setting of an alert template: its field, what the server calls it, and how its value is sent. */
interface Setting {
	column: string;
	field: Field<unknown, TacticalRmmClient>;
	sent?(value: unknown): unknown;
}

const setting = <T>(column: string, field: Field<T, TacticalRmmClient>, sent?: (value: unknown) => unknown): Setting => ({ column, field, ...(sent && { sent }) });

const KINDS = { agent: { name: 'Agent', of: 'an overdue agent' }, check: { name: 'Check', of: 'a failing check' }, task: { name: 'Task', of: 'a failing task' } } as const;
const WAYS = { alert: { name: 'Alert', what: 'raises an alert on the dashboard' }, email: { name: 'Email', what: 'is reported by email' }, text: { name: 'Text', what: 'is reported by text message' } } as const;
const ALWAYS = { own: null, always: true, never: false } as const;

/** Whether something is always reported, whatever its own setting. */
const always = (displayName: string, description: string) =>
	choice({
		displayName,
		default: 'always',
		description,
		options: [
			{ name: 'Always', value: 'always' },
			{ name: 'As Set There', value: 'own' },
			{ name: 'Never', value: 'never' },
		],
	});

function ofKind(kind: keyof typeof KINDS): Array<[string, Setting]> {
	const { name, of } = KINDS[kind];
	const ways = Object.entries(WAYS);
	return [
		...ways.map(([way, { name: label, what }]): [string, Setting] => [
			`${kind}${label}`,
			setting(`${kind}_always_${way}`, always(`${name} ${label}`, `Whether ${of} ${what}`), (value) => ALWAYS[value as keyof typeof ALWAYS]),
		]),
		[`${kind}EmailOnResolved`, setting(`${kind}_email_on_resolved`, flag({ displayName: `${name} Email When Resolved`, default: true, description: `Whether an email is sent once ${of} is back` }))],
		[`${kind}TextOnResolved`, setting(`${kind}_text_on_resolved`, flag({ displayName: `${name} Text When Resolved`, default: true, description: `Whether a text message is sent once ${of} is back` }))],
		[`${kind}RepeatDays`, setting(`${kind}_periodic_alert_days`, wholeNumber({ displayName: `${name} Repeat After (Days)`, default: 0, min: 0, description: 'When it is reported again. Enter 0 for never.' }))],
		[`${kind}Actions`, setting(`${kind}_script_actions`, flag({ displayName: `${name} Actions`, default: true, description: `Whether the actions are run for ${of}` }))],
		...(kind === 'agent' ? [] : ways).map(([way, { name: label, what }]): [string, Setting] => [
			`${kind}${label}Severities`,
			setting(
				`${kind}_${way === 'alert' ? 'dashboard' : way}_alert_severity`,
				choices({ displayName: `${name} ${label} Severities`, options: severities, allowNone: true, description: `The severities with which ${of} ${what}. Leave empty for all.` }),
			),
		]),
	];
}

/** What is done at a failure (`action`), or once it is resolved (`resolved_action`). */
function actionSettings(prefix: 'failure' | 'resolved', column: 'action' | 'resolved_action'): Array<[string, Setting]> {
	const label = prefix === 'failure' ? 'Failure' : 'Resolved';
	const number = (value: unknown) => Number(value);
	return [
		[
			`${prefix}Action`,
			setting(
				`${column}_type`,
				choice({
					displayName: `${label} Action`,
					default: 'script',
					options: [
						{ name: 'None', value: 'none' },
						{ name: 'REST Request', value: 'rest', description: `The one in '${label} URL Action'` },
						{ name: 'Script on Agent', value: 'script', description: `The one in '${label} Script'` },
						{ name: 'Script on Server', value: 'server', description: `The one in '${label} Script'; it needs the right to run scripts on the server` },
					],
				}),
			),
		],
		[`${prefix}Script`, setting(column, labelled(scriptLocator, `${label} Script`), number)],
		[`${prefix}Arguments`, setting(`${column}_args`, list({ displayName: `${label} Script Arguments`, one: 'argument' }))],
		[`${prefix}Environment`, setting(`${column}_env_vars`, pairs({ displayName: `${label} Script Environment`, one: 'variable' }))],
		[`${prefix}Timeout`, setting(`${column}_timeout`, wholeNumber({ displayName: `${label} Script Timeout (Seconds)`, default: 15, min: 1 }))],
		[`${prefix}UrlAction`, setting(`${column}_rest`, labelled(urlActionLocator, `${label} URL Action`), number)],
	];
}

const SETTINGS: Readonly<Record<string, Setting>> = Object.fromEntries([
	['active', setting('is_active', flag({ displayName: 'Active', default: true, description: 'Whether it is active where it is assigned' }))],
	['emailFrom', setting('email_from', optionalText({ displayName: 'Email From', placeholder: 'e.g. rmm@example.com', description: "Replaces the sender in the server's settings" }))],
	['emailRecipients', setting('email_recipients', list({ displayName: 'Email Recipients', one: 'address', isFilled: true, description: "They replace those in the server's settings" }))],
	['textRecipients', setting('text_recipients', list({ displayName: 'Text Recipients', one: 'number', isFilled: true, description: "They replace those in the server's settings" }))],
	['excludeServers', setting('exclude_servers', flag({ displayName: 'Exclude Servers', default: true, description: 'Whether it excludes servers' }))],
	['excludeWorkstations', setting('exclude_workstations', flag({ displayName: 'Exclude Workstations', default: true, description: 'Whether it excludes workstations' }))],
	...actionSettings('failure', 'action'),
	...actionSettings('resolved', 'resolved_action'),
	...ofKind('agent'),
	...ofKind('check'),
	...ofKind('task'),
]) as Record<string, Setting>;

/** One collection for both operations, so that the editor is sent it once. */
export const settings = collection<Record<string, Field<unknown, TacticalRmmClient>>, TacticalRmmClient>(
	{ displayName: 'Settings', placeholder: 'Add setting', description: 'Only these fields are changed', allowNone: true },
	Object.fromEntries(Object.entries(SETTINGS).map(([name, { field }]) => [name, field])),
);

/** @throws InputError where no action is requested and something to do beside it: the one would be stored over the other */
function requireOneMeaning(entered: Readonly<Record<string, unknown>>): void {
	for (const prefix of ['failure', 'resolved']) {
		const given = [`${prefix}Script`, `${prefix}UrlAction`].find((name) => entered[name] !== undefined);
		if (entered[`${prefix}Action`] !== 'none' || given === undefined) continue;
		const label = (name: string) => SETTINGS[name]!.field.properties[0]!.displayName;
		throw new InputError(`'${label(`${prefix}Action`)}' is None, but '${label(given)}' is set`, 'Remove one of them. Nothing was sent.');
	}
}

/** By the server's names. No action at all is a script's without a script. */
export function sentOf(entered: Readonly<Record<string, unknown>>): Record<string, unknown> {
	requireOneMeaning(entered);
	const sent = Object.entries(entered).map(([name, value]): Record<string, unknown> => {
		const { column, sent: asSent } = SETTINGS[name]!;
		if (column.endsWith('action_type') && value === 'none') {
			const action = column.replace(/_type$/, '');
			return { [column]: 'script', [action]: null, [`${action}_rest`]: null };
		}
		return { [column]: asSent ? asSent(value) : value };
	});
	return Object.assign({}, ...sent) as Record<string, unknown>;
}
