import type { IDataObject } from 'n8n-workflow';
import type { MeshCentralClient } from '../../../nodes/MeshCentral/client';
import { MeshCentralTrigger } from '../../../nodes/MeshCentral/MeshCentralTrigger.node';
import type { DeviceRecord } from '../../../nodes/MeshCentral/schemas';
import { meshCentralWatch } from '../../../nodes/MeshCentral/watch';
import { over, World } from './world';

/** What the server's list and its times of last connections tell of a device. */
interface Row {
	record: DeviceRecord;
	lastConnect: number;
}
type Look = ReadonlyMap<string, Row>;

const DEVICES = 5;
/** Fewer than are ever told as one. */
const MOST_DEVICES = 8;

/** Computers in a MeshCentral: a system without a log, of which two looks tell only what they differ in. */
export class Fleet extends World<Look> {
	readonly node = new MeshCentralTrigger();
	readonly credentials = { meshCentralApi: { baseUrl: 'https://mesh.example', signInWith: 'loginToken', tokenUser: '~t:user', tokenPassword: 'password', allowUnauthorizedCerts: false, caCertificate: '' } };
	readonly parameters = {
		authentication: 'meshCentralApi',
		triggerOn: ['deviceAdded', 'deviceChanged', 'deviceMoved', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'massChange'],
		watchedFields: ['desc', 'name'],
		options: { offlineForAtLeast: 0 },
	};
	private readonly rows = new Map<string, Row>();
	private readonly since = this.clock.ms;
	private registered = 0;

	constructor() {
		super();
		for (let index = 0; index < DEVICES; index++) this.registers(`pc-${index}`);
	}

	watch() {
		const client: Partial<MeshCentralClient> = {
			devices: async () => await this.list(() => [...this.look().values()].map(({ record }) => record).filter(({ _id }) => _id !== this.leftOut)),
			lastConnects: async () => await this.answer(() => new Map([...this.rows].map(([id, { lastConnect }]) => [id, lastConnect]))),
			find: async (id) => await this.answer(() => this.rows.get(id)?.record),
			connectedSince: () => new Date(this.since),
			serverNow: () => new Date(this.clock.ms),
		};
		return over(meshCentralWatch, client);
	}

	happen(what: number, whom: number): void {
		const at = Date.parse(this.clock.ticks());
		const all = [...this.rows.values()];
		const row = all[whom % Math.max(1, all.length)];
		if (!row) return this.registers(`pc-${whom}`);
		const { record } = row;
		const deeds = [
			() => this.switches(row, at),
			() => this.switches(row, at),
			() => void Object.assign(record, { desc: record.desc === 'one' ? 'two' : 'one' }),
			() => this.moves(record),
			() => void this.rows.delete(record._id),
			() => this.rows.size < MOST_DEVICES && this.registers(`pc-${whom % 12}`),
		];
		deeds[what % deeds.length]!();
	}

	look(): Look {
		return new Map([...this.rows].map(([id, { record, lastConnect }]) => [id, { record: { ...record }, lastConnect }]));
	}

	toTell(before: Look, now: Look): string[] {
		const gone = [...before.keys()].filter((id) => !now.has(id)).map((id) => `deviceRemoved ${id}`);
		return [...gone, ...[...now].flatMap(([id, row]) => this.differences(id, before.get(id), row))].sort();
	}

	private differences(id: string, was: Row | undefined, is: Row): string[] {
		if (was === undefined || was.record.firstconnect !== is.record.firstconnect) return [...(was ? [`deviceRemoved ${id}`] : []), `deviceAdded ${id}`];
		const [wasOn, isOn] = [was.record.conn === 1, is.record.conn === 1];
		const bounced = !wasOn && !isOn && is.lastConnect > was.lastConnect;
		return [
			...(bounced || (!wasOn && isOn) ? [`deviceOnline ${id}`] : []),
			...(bounced || (wasOn && !isOn) ? [`deviceOffline ${id}`] : []),
			...(was.record.desc !== is.record.desc ? [`deviceChanged ${id} ${was.record.desc}>${is.record.desc}`] : []),
			...(was.record.meshid !== is.record.meshid ? [`deviceMoved ${id} ${was.record.meshid}>${is.record.meshid}`] : []),
		];
	}

	line({ event, device, changes }: IDataObject): string {
		const [change] = changes as Array<{ from: string; to: string }>;
		return [event as string, (device as { id: string }).id, ...(change ? [`${change.from}>${change.to}`] : [])].join(' ');
	}

	listedIds(): string[] {
		return [...this.rows.keys()];
	}

	/** Of most things, only two looks tell, and not when it was. */
	isProved(): boolean {
		return false;
	}

	/** An id comes again only with a device that was deleted: it is another life of it. */
	private registers(name: string): void {
		const id = `node//${name.padEnd(64, 'x')}`;
		if (this.rows.has(id)) return;
		const at = this.clock.ms + this.registered++;
		const agent = { id: 6, core: null };
		const record = { _id: id, name, rname: name, osdesc: 'Debian', firstconnect: at, agent, meshid: 'mesh//lab', groupname: 'mesh//lab', desc: 'one', conn: 1 } as unknown as DeviceRecord;
		this.rows.set(id, { record, lastConnect: at });
	}

	/** Its agent connects, or disconnects: the server takes note of both. */
	private switches(row: Row, at: number): void {
		if (row.record.conn === 1) delete row.record.conn;
		else row.record.conn = 1;
		row.lastConnect = at;
	}

	private moves(record: DeviceRecord): void {
		const group = record.meshid === 'mesh//lab' ? 'mesh//branch' : 'mesh//lab';
		Object.assign(record, { meshid: group, groupname: group });
	}
}
