import { choices, flag, names, type Names } from '../../shared/fields';
import { isOneOf as isNamed } from '../../shared/watch/filters';
import type { EventName, Value } from '../../shared/watch/types';
import { alertTypes, severities } from '../alert';
import { monitoringTypes, platforms } from '../fields';
import { nameLists } from '../nameLists';

export const filters = {
	alertTypes: choices({ displayName: 'Alert Types', allowNone: true, options: alertTypes, description: 'Applies to alert events only' }),
	clients: names({ displayName: 'Clients' }, nameLists.clients),
	leaveOutHidden: flag({
		displayName: 'Leave Out Hidden Alerts',
		default: true,
		description: 'Whether to leave out alerts that the dashboard does not show, because they are sent by email or text message only',
	}),
	includeMaintenance: flag({
		displayName: 'Include Agents in Maintenance',
		default: true,
		description: 'Whether to report agents in maintenance as well. They are left out by default.',
	}),
	includeSnoozed: flag({
		displayName: 'Include Snoozed Alerts',
		default: true,
		description: 'Whether to report snoozed alerts as well. They are left out by default.',
	}),
	monitoringTypes: choices({ displayName: 'Monitoring Types', allowNone: true, options: monitoringTypes }),
	platforms: choices({ displayName: 'Platforms', allowNone: true, options: platforms }),
	severities: choices({ displayName: 'Severities', allowNone: true, options: severities, description: 'Applies to alerts and failing checks only' }),
	sites: names({ displayName: 'Sites' }, nameLists.sites),
};

const MAINTENANCE = 'maintenance_mode';
/** What is kept of a device to filter by once it is gone. */
export const filteredBy = () => ['client_name', 'site_name', 'monitoring_type', 'plat', MAINTENANCE];
/** Columns that are on or off. */
export const switches = [MAINTENANCE, 'needs_reboot', 'has_patches_pending'];

/** Agents and alerts as they are once no passing state lasts. */
export const passing = { [MAINTENANCE]: 0, snoozed: 0 };

/** What was chosen; nothing of what was not added. */
export interface Chosen {
	alertTypes?: readonly string[];
	clients?: Names;
	leaveOutHidden?: boolean;
	includeMaintenance?: boolean;
	includeSnoozed?: boolean;
	monitoringTypes?: readonly string[];
	platforms?: readonly string[];
	severities?: readonly string[];
	sites?: Names;
}

type Values = Readonly<Record<string, Value>>;

/** Whether something has to be known of the agent that alerts and runs do not carry. */
export function needAgents(chosen: Chosen): boolean {
	return chosen.includeMaintenance !== true || lookAtAgents(chosen);
}

/** Whether a filter was added that looks at more of an agent than its name and place. */
export function lookAtAgents({ includeMaintenance, monitoringTypes = [], platforms = [] }: Chosen): boolean {
	return includeMaintenance === false || monitoringTypes.length > 0 || platforms.length > 0;
}

export function passes(chosen: Chosen, values: Values): boolean {
	return (
		isOneOf(chosen.monitoringTypes, values.monitoring_type) &&
		isOneOf(chosen.platforms, values.plat) &&
		isNamed(chosen.clients, values.client_name) &&
		isNamed(chosen.sites, values.site_name) &&
		(chosen.includeMaintenance === true || values[MAINTENANCE] !== 1) &&
		(chosen.includeSnoozed === true || values.snoozed !== 1) &&
		!(chosen.leaveOutHidden && values.hidden === 1) &&
		isOneOfThoseWithAny(chosen.severities, values.severity) &&
		isOneOfThoseWithAny(chosen.alertTypes, values.alert_type)
	);
}

function isOneOf(wanted: readonly string[] = [], value: Value | undefined): boolean {
	return wanted.length === 0 || (typeof value === 'string' && wanted.includes(value));
}

/** Events about something that has no such value pass. */
function isOneOfThoseWithAny(wanted: readonly string[] | undefined, value: Value | undefined): boolean {
	return value === undefined || value === null || isOneOf(wanted, value);
}

/** Events about devices as such: without one of them, nothing is concluded of any. */
export const aboutDevices: readonly EventName[] = [
	'agentOverdue',
	'agentVersionChanged',
	'deviceAdded',
	'deviceChanged',
	'deviceFlapping',
	'deviceMoved',
	'deviceOffline',
	'deviceOnline',
	'deviceRemoved',
	'deviceRestarted',
	'massChange',
	'massChangeOver',
	'needsReboot',
	'patchesPending',
];
/** Those of them for which names are enough. */
export const fromNames: readonly EventName[] = ['deviceAdded', 'deviceMoved', 'deviceRemoved'];
export const aboutAlerts: readonly EventName[] = ['alertRaised', 'alertResolved', 'alertStillOpen'];
export const aboutChecks: readonly EventName[] = ['checkFailing', 'checkPassing'];
