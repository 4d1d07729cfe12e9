import { Random } from '../support/random';

/** A gateway as the list shows it: the documented fields, in the documented order. */
export interface Gateway {
	id: string;
	friendlyName: string;
	modelNumber: string;
	labels: string[];
	bootMode: null;
	connectivity: { connected: boolean; timestamp: string };
	firmwareVersion: string;
	hardwareVersion: string;
	imei: string | null;
	status: null;
}

/** The two gateways of the vendor's page. */
const documented: Gateway[] = [
	gateway('bmac-c0141f68fc3d', 'MT10225', { labels: ['Kyiv-office'], at: '2020-12-08T08:10:08.88Z', firmwareVersion: '3.4.1' }),
	gateway('bmac-ff30c49c590d', 'BLE-GW-card', { labels: ['test-tag'], at: '2020-12-04T16:33:02.055Z', firmwareVersion: '3.3.0', connected: false }),
];

interface Details {
	labels?: string[];
	at?: string;
	firmwareVersion?: string;
	connected?: boolean;
	modelNumber?: string;
}

export function gateway(id: string, friendlyName: string, details: Details = {}): Gateway {
	const { labels = [], at = '2026-01-10T12:00:00.000Z', firmwareVersion = '3.3.0', connected = true, modelNumber = '2011' } = details;
	const connectivity = { connected, timestamp: at };
	return { id, friendlyName, modelNumber, labels, bootMode: null, connectivity, firmwareVersion, hardwareVersion: '1.0.0', imei: null, status: null };
}

/** An account's gateways and labels, and what happens to them: joining, leaving, losing the connection. */
export class Fleet {
	readonly labels = new Set(['Kyiv-office', 'test-tag']);
	private readonly gateways: Gateway[];

	/**
	 * @param now the server's clock, ms since the epoch
	 * @param size how many gateways in all; the two of the vendor's page come first
	 */
	constructor(
		private readonly now: () => number,
		size: number,
		seed: number,
	) {
		const random = new Random(seed);
		const more = Array.from({ length: Math.max(0, size - documented.length) }, (_, index) =>
			gateway(`bmac-${random.hex(6)}${index.toString(16).padStart(6, '0')}`, `MT${20_000 + index}`, {
				labels: random.below(2) === 0 ? ['warehouse'] : ['warehouse', 'cold-store'],
				firmwareVersion: random.pick(['3.2.0', '3.3.0', '3.3.0', '3.4.0-beta.2'])!,
			}),
		);
		this.gateways = structuredClone([...documented, ...more].slice(0, size));
	}

	list(): readonly Gateway[] {
		return this.gateways;
	}

	find(id: string): Gateway | undefined {
		return this.gateways.find((each) => each.id === id);
	}

	/** @throws where there is none: a test's own mistake */
	get(id: string): Gateway {
		const found = this.find(id);
		if (!found) throw new Error(`no gateway ${id}`);
		return found;
	}

	add(...added: Gateway[]): void {
		this.gateways.push(...added);
	}

	/** Released: gone from the list. */
	remove(id: string): void {
		this.gateways.splice(this.gateways.indexOf(this.get(id)), 1);
	}

	connect(id: string): void {
		this.get(id).connectivity = { connected: true, timestamp: this.stamp() };
	}

	disconnect(id: string): void {
		this.get(id).connectivity = { connected: false, timestamp: this.stamp() };
	}

	/** The time shown moves, the state does not: nobody documents whether the real server does that. */
	touch(id: string): void {
		this.get(id).connectivity.timestamp = this.stamp();
	}

	private stamp(): string {
		return new Date(this.now()).toISOString();
	}
}
