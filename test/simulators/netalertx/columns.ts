/** The Devices table's 49 columns in the table's order, as the real server's CSV export gives them. */
export const columns = [
	'devMac', 'devName', 'devOwner', 'devType', 'devVendor', 'devFavorite', 'devGroup', 'devComments', 'devFirstConnection',
	'devLastConnection', 'devLastIP', 'devStaticIP', 'devScan', 'devLogEvents', 'devAlertEvents', 'devAlertDown', 'devSkipRepeated',
	'devLastNotification', 'devPresentLastScan', 'devIsNew', 'devLocation', 'devIsArchived', 'devParentMAC', 'devParentPort', 'devIcon',
	'devGUID', 'devSite', 'devSSID', 'devSyncHubNode', 'devSourcePlugin', 'devCustomProps', 'devFQDN', 'devPrimaryIPv4',
	'devPrimaryIPv6', 'devVlan', 'devForceStatus', 'devParentRelType', 'devReqNicsOnline', 'devMacSource', 'devNameSource',
	'devFQDNSource', 'devLastIPSource', 'devVendorSource', 'devSSIDSource', 'devParentMACSource', 'devParentPortSource',
	'devParentRelTypeSource', 'devVlanSource', 'devCanSleep',
] as const;

export type Column = (typeof columns)[number];

/** What SQLite keeps in a cell. */
export type Value = string | number | null;

export type DeviceRow = Record<Column, Value>;

/** The ten fields whose origin the server tracks in `<field>Source`, and that can be locked. */
export const trackedFields = [
	'devMac', 'devName', 'devFQDN', 'devLastIP', 'devVendor', 'devSSID', 'devParentMAC', 'devParentPort', 'devParentRelType', 'devVlan',
] as const;

export type TrackedField = (typeof trackedFields)[number];

export function isTracked(field: string): field is TrackedField {
	return (trackedFields as readonly string[]).includes(field);
}

export function sourceOf(field: TrackedField): Column {
	return `${field}Source`;
}

/** The 25 columns that update-column takes, in the order of the server's refusal. */
export const updatableColumns = [
	'devName', 'devOwner', 'devType', 'devVendor', 'devGroup', 'devLocation', 'devComments', 'devIcon', 'devFavorite', 'devAlertEvents',
	'devAlertDown', 'devCanSleep', 'devSkipRepeated', 'devReqNicsOnline', 'devForceStatus', 'devParentMAC', 'devParentPort',
	'devParentRelType', 'devSSID', 'devSite', 'devVlan', 'devStaticIP', 'devIsNew', 'devIsArchived', 'devCustomProps',
] as const satisfies readonly Column[];

/** Columns that hold 0 or 1, kept so by a CHECK. */
const flags: ReadonlySet<Column> = new Set<Column>([
	'devFavorite', 'devStaticIP', 'devLogEvents', 'devAlertEvents', 'devAlertDown', 'devPresentLastScan', 'devIsNew', 'devIsArchived',
	'devReqNicsOnline', 'devCanSleep',
]);

/** Declared STRING or INTEGER, which SQLite takes for numeric: text that looks like a number is stored as one. */
const numeric: ReadonlySet<Column> = new Set<Column>([
	...flags, 'devMac', 'devName', 'devOwner', 'devType', 'devVendor', 'devGroup', 'devLocation', 'devLastIP', 'devParentPort', 'devScan',
	'devSkipRepeated',
]);

/** Flags are NOT NULL, save the two that were added to old databases without a default. */
const notNull: ReadonlySet<Column> = new Set<Column>([
	...[...flags].filter((flag) => flag !== 'devCanSleep' && flag !== 'devReqNicsOnline'),
	'devMac', 'devName', 'devOwner', 'devFirstConnection', 'devLastConnection', 'devLastIP', 'devScan', 'devSkipRepeated',
]);

/** SQLite's refusal, in its own words. */
export class SqlError extends Error {}

/** What Python's SQLite binding makes of a value sent as JSON; `position` is its place in the statement. */
export function bound(value: unknown, position: number): Value {
	if (value === undefined || value === null) return null;
	if (typeof value === 'boolean') return value ? 1 : 0;
	if (typeof value === 'string' || typeof value === 'number') return value;
	const type = Array.isArray(value) ? 'list' : 'dict';
	throw new SqlError(`Error binding parameter ${position}: type '${type}' is not supported`);
}

/** Text that looks like a number, as a column of numeric affinity keeps it: "0042" is 42, "1e5" is 100000. */
export function numericAffinity(value: Value): Value {
	if (typeof value !== 'string') return value;
	return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value;
}

/** A value as the column keeps it, or SQLite's refusal. */
export function stored(column: Column, value: Value): Value {
	if (value === null) {
		if (notNull.has(column)) throw new SqlError(`NOT NULL constraint failed: Devices.${column}`);
		return null;
	}
	const kept = numeric.has(column) ? numericAffinity(value) : String(value);
	if (flags.has(column) && kept !== 0 && kept !== 1) throw new SqlError(`CHECK constraint failed: ${column} IN (0, 1)`);
	return kept;
}

/** Columns that the view shows as 0, not as '', where the table has null. */
export function isNumberInView(column: Column): boolean {
	return flags.has(column) || column === 'devScan' || column === 'devSkipRepeated';
}
