import type { IDataObject } from 'n8n-workflow';
import type { NetAlertXClient } from '../../../nodes/NetAlertX/client';
import { NetAlertXTrigger } from '../../../nodes/NetAlertX/NetAlertXTrigger.node';
import type { DeviceRecord, EventRecord } from '../../../nodes/NetAlertX/schemas';
import { netAlertXWatch } from '../../../nodes/NetAlertX/watch';
import { over, World } from './world';

interface Host {
	mac: string;
	ip: string;
	name: string;
	present: boolean;
	alertDown: boolean;
	/** Set by the user to count as offline: every scan logs that it is connected, and the list never shows it. */
	forced: boolean;
	/** When a scan found it first, and last; undefined as long as none has. */
	born?: string;
	lastSeen?: string;
	/** As the last scan left it. */
	online: boolean;
	listedIp: string;
}

/** What a look sees: how far the log has got, and the list. */
interface Look {
	events: number;
	rows: ReadonlyMap<string, { born: string; name: string }>;
}

/** Something that a scan found, which has to be reported. */
interface Truth {
	mac: string;
	line: string;
}

const HOSTS = 5;
/** Fewer than are ever told as one. */
const MOST_HOSTS = 8;
const mac = (index: number) => `02:00:00:00:00:0${index}`;
/** As the server writes times: to the second, without a zone. */
const stamp = (iso: string) => iso.slice(0, 19).replace('T', ' ');
const told = (iso: string) => `${iso.slice(0, 19)}.000Z`;

/** A network and a NetAlertX that scans it: a system with a log. */
export class Lan extends World<Look> {
	readonly node = new NetAlertXTrigger();
	readonly credentials = { netAlertXApi: { baseUrl: 'http://lan.example', apiToken: 'token' } };
	readonly parameters = {
		triggerOn: ['deviceAdded', 'deviceChanged', 'deviceDown', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'ipChanged', 'massChange'],
		watchedFields: ['devName'],
	};
	private readonly hosts = new Map<string, Host>();
	private readonly log: EventRecord[] = [];
	private readonly truth: Truth[] = [];

	constructor() {
		super();
		for (let index = 0; index < HOSTS; index++) this.joins({ alertDown: index === 0 });
		this.joins({ forced: true });
		this.scan();
		this.truth.length = 0;
	}

	watch() {
		const client: Partial<NetAlertXClient> = {
			allDevices: async () => await this.list(() => this.listed().filter((host) => host.mac !== this.leftOut).map((host) => recordOf(host))),
			// Newest first, as many hours back as requested, by the server's clock.
			events: async ({ hours }) => await this.list(() => this.log.filter(({ eveDateTime }) => eveDateTime >= stamp(new Date(this.clock.ms - hours! * 3_600_000).toISOString())).reverse()),
			exists: async (id) => await this.answer(() => this.hosts.get(id)?.born !== undefined),
			serverNow: () => new Date(this.clock.ms),
		};
		return over(netAlertXWatch, client);
	}

	/** And then there is a scan. */
	happen(what: number, whom: number): void {
		const all = [...this.hosts.values()].filter(({ forced }) => !forced);
		const host = all[whom % all.length]!;
		const deeds = [
			() => (host.present = !host.present),
			() => (host.present = !host.present),
			() => (host.ip = `10.0.${Number(host.ip.split('.')[2]) + 1}.${whom}`),
			() => (host.name = host.name === 'a' ? 'b' : 'a'),
			() => this.hosts.size < MOST_HOSTS && this.joins({ alertDown: whom % 2 === 0 }),
			() => this.isDeleted(host),
		];
		deeds[what % deeds.length]!();
		this.scan();
	}

	look(): Look {
		return { events: this.truth.length, rows: new Map(this.listed().map(({ mac: id, born, name }) => [id, { born: born!, name }])) };
	}

	toTell(before: Look, now: Look): string[] {
		const lines: string[] = [];
		for (const [id, { born, name }] of now.rows) {
			const was = before.rows.get(id);
			if (was && was.born !== born) lines.push(`deviceRemoved ${id}`);
			if (was?.born !== born) lines.push(`deviceAdded ${id} ${born}`);
			else if (was.name !== name) lines.push(`deviceChanged ${id} ${was.name}>${name}`);
		}
		for (const id of before.rows.keys()) if (!now.rows.has(id)) lines.push(`deviceRemoved ${id}`);
		// Its first addresses are part of a device's being new.
		const isOld = (id: string) => before.rows.get(id)?.born === now.rows.get(id)?.born;
		const since = this.truth.slice(before.events, now.events).filter(({ mac: id, line }) => line && (isOld(id) || !line.startsWith('ipChanged')));
		return [...lines, ...since.map(({ line }) => line)].sort();
	}

	line({ event, occurredAt, device, changes }: IDataObject): string {
		const { id } = device as { id: string };
		const [change] = changes as Array<{ from: string; to: string }>;
		const at = event === 'deviceRemoved' || event === 'deviceChanged' ? [] : [occurredAt as string];
		return [event as string, id, ...at, ...(change ? [`${change.from}>${change.to}`] : [])].join(' ');
	}

	listedIds(): string[] {
		return this.listed().map((host) => host.mac);
	}

	isProved(line: string): boolean {
		return !line.startsWith('deviceRemoved') && !line.startsWith('deviceChanged');
	}

	private joins({ alertDown = false, forced = false }: { alertDown?: boolean; forced?: boolean }): void {
		const id = mac(this.hosts.size);
		this.hosts.set(id, { mac: id, ip: `10.0.0.${this.hosts.size}`, name: 'a', present: true, alertDown, forced, online: false, listedIp: '' });
	}

	/** One that is away, so that no scan finds it again. Its ways are forgotten, as far as they were not told. */
	private isDeleted(host: Host): void {
		if (host.present || host.born === undefined) return;
		this.clock.passes(2);
		this.hosts.set(host.mac, { mac: host.mac, ip: host.ip, name: 'a', present: false, alertDown: host.alertDown, forced: false, online: false, listedIp: '' });
		for (const each of this.truth) if (each.mac === host.mac) each.line = '';
	}

	private listed(): Host[] {
		return [...this.hosts.values()].filter(({ born }) => born !== undefined);
	}

	/** As the real one: an entry for each that comes, goes or moves, all in the same second. */
	private scan(): void {
		const at = this.clock.ticks();
		const all = [...this.hosts.values()];
		for (const host of all.filter(({ online, present }) => online && !present)) {
			this.logs(host, host.alertDown ? 'Device Down' : 'Disconnected', at, host.alertDown ? ['deviceOffline', 'deviceDown'] : ['deviceOffline']);
			host.online = false;
		}
		for (const host of all.filter(({ present }) => present)) {
			const isNew = host.born === undefined;
			if (!host.online) this.logs(host, host.alertDown && !isNew ? 'Down Reconnected' : 'Connected', at, isNew || host.forced ? [] : ['deviceOnline']);
			if (isNew) this.logs(host, 'New Device', at, []);
			else if (host.ip !== host.listedIp) this.logs(host, 'IP Changed', at, ['ipChanged'], ` ${host.listedIp}>${host.ip}`);
			Object.assign(host, { born: host.born ?? told(at), lastSeen: at, online: !host.forced, listedIp: host.ip });
		}
	}

	private logs(host: Host, eveEventType: string, at: string, events: string[], more = ''): void {
		this.log.push({ eveMac: host.mac, eveIp: host.ip, eveDateTime: stamp(at), eveEventType });
		for (const event of events) this.truth.push({ mac: host.mac, line: `${event} ${host.mac} ${told(at)}${more}` });
	}
}

function recordOf({ mac: devMac, name, listedIp, online, born, lastSeen, alertDown }: Host): DeviceRecord {
	return {
		devMac,
		devName: name,
		devGroup: '',
		devLastIP: listedIp,
		devPresentLastScan: online ? 1 : 0,
		devFirstConnection: stamp(born!),
		devLastConnection: stamp(lastSeen!),
		devAlertDown: alertDown ? 1 : 0,
	} as DeviceRecord;
}
