import { Random } from '../support/random';
import { Database } from './database';
import { seedLab } from './lab';
import { ScriptedNetwork } from './network';
import { labSettings, type Settings } from './settings';
import { StateStream } from './stream';
import { stamp } from './time';

/** An entry of the user interface's notification list. */
export interface Notification {
	timestamp: string;
	guid: string;
	read: 0 | 1;
	level: string;
	content: string;
}

/** What was changed of a device at one time, by one and the same. */
export interface HistoryRow {
	devGUID: string;
	timestamp: string;
	changedBy: string;
	changes: Array<{ changedColumn: string; oldValue: string | null; newValue: string | null }>;
}

/** Results of an earlier port scan, by MAC. */
export type OpenPorts = Record<string, { port: number; service: string }[]>;

/** The state behind the routes. */
export class Server {
	readonly database: Database;
	readonly network: ScriptedNetwork;
	readonly settings: Settings;
	readonly stream = new StateStream();
	readonly notifications: Notification[] = [];
	/** The audit log, newest first. */
	readonly history: HistoryRow[];
	/** What was queued by hand. */
	readonly queue: string[] = [];
	readonly openPorts: OpenPorts = {
		'00:11:32:aa:bb:10': [
			{ port: 22, service: 'ssh' },
			{ port: 443, service: 'https' },
			{ port: 5000, service: 'upnp' },
		],
	};

	constructor(
		readonly token: string,
		seed: number,
		devices: number,
		/** Names the columns of events as servers before 26.4.6 did: `eve_MAC`. */
		readonly oldEventColumns = false,
	) {
		this.settings = labSettings(token);
		this.database = new Database(new Random(seed));
		this.network = new ScriptedNetwork(this.database, this.settings, (at) => this.stream.scanned(at));
		seedLab(this.database, this.network, devices, this.now());
		this.history = seededHistory(this.database);
	}

	now(): Date {
		return new Date();
	}

	notify(level: string, content: string): void {
		this.notifications.push({ timestamp: stamp(this.now()), guid: this.database.random.uuid(), read: 0, level, content });
	}
}

/** What the last scan of the lab changed, as it was recorded; the third is a user's. */
function seededHistory(database: Database): HistoryRow[] {
	const guidOf = (mac: string) => String(database.device(mac)?.devGUID);
	const moved = guidOf('b8:27:eb:29:00:29');
	const found = guidOf('7c:10:c9:00:00:71');
	const timestamp = '2026-11-20 18:37:01';
	return [
		{ devGUID: moved, timestamp, changedBy: 'ARPSCAN', changes: [{ changedColumn: 'devLastIP', oldValue: '192.168.10.41', newValue: '192.168.10.141' }] },
		{
			devGUID: found,
			timestamp,
			changedBy: 'ARPSCAN',
			changes: [
				{ changedColumn: 'devLastIP', oldValue: null, newValue: '192.168.10.71' },
				{ changedColumn: 'devMac', oldValue: null, newValue: '7c:10:c9:00:00:71' },
				{ changedColumn: 'devVendor', oldValue: null, newValue: 'New Vendor Ltd' },
			],
		},
		{
			devGUID: found,
			timestamp,
			changedBy: 'NEWDEV',
			changes: [
				{ changedColumn: 'devName', oldValue: null, newValue: '(unknown)' },
				{ changedColumn: 'devParentMAC', oldValue: null, newValue: '' },
				{ changedColumn: 'devParentPort', oldValue: null, newValue: '' },
			],
		},
		{
			devGUID: guidOf('00:11:32:aa:bb:10'),
			timestamp: '2026-11-20 18:25:00',
			changedBy: 'user:api',
			changes: [{ changedColumn: 'devOwner', oldValue: '', newValue: 'Ada' }],
		},
	];
}
