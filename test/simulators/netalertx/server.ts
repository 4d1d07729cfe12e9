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

/** Results of an earlier port scan, by MAC. */
export type OpenPorts = Record<string, { port: number; service: string }[]>;

/** The state behind the routes. */
export class Server {
	readonly database: Database;
	readonly network: ScriptedNetwork;
	readonly settings: Settings;
	readonly stream = new StateStream();
	readonly notifications: Notification[] = [];
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
	}

	now(): Date {
		return new Date();
	}

	notify(level: string, content: string): void {
		this.notifications.push({ timestamp: stamp(this.now()), guid: this.database.random.uuid(), read: 0, level, content });
	}
}
