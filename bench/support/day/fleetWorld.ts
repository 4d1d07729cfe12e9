/** One fleet in two systems, as the fleet's trigger sees it: what is new on the network has no agent at first. */
import { fleetOf, type FleetClient, type PartRead } from '../../../nodes/DeviceFleet/client';
import type { FleetRecord } from '../../../nodes/shared/fleet/types';
import { Random } from '../../../test/simulators/support/random';
import type { DayWorld } from './world';

const [NETWORK, AGENTS] = ['netAlertX', 'tacticalRmm'] as const;
const HOUR_MS = 3_600_000;
/** As long as the trigger is set to wait, and until an agent is installed. */
export const UNMANAGED_FOR_HOURS = 1;
const INSTALLED_AFTER_MS = 2 * HOUR_MS;

export function fleetWorld(devices: number, begins: number): DayWorld<FleetClient> & { due(now: number): string[] } {
	const random = new Random(7);
	const records: Record<typeof NETWORK | typeof AGENTS, FleetRecord[]> = { [NETWORK]: [], [AGENTS]: [] };
	const add = (source: keyof typeof records, index: number, mac: string, firstSeen: number) => {
		const [name, ip] = [`pc-${String(index).padStart(6, '0')}`, `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`];
		const isCard = source === NETWORK;
		const device = { name, online: true, lastSeen: null, ip, mac: isCard ? mac : null, os: null, version: null, group: null, id: isCard ? mac : `agent-${index}`, source };
		records[source].push({ device, names: [name], ips: [ip], macs: [mac], network: '198.51.100.7', firstSeen: new Date(firstSeen).toISOString(), ...(!isCard && { knowsAllMacs: true }) });
		return name;
	};
	/** No two have the same: of what shares one, the fleet makes one device. */
	const macs = new Set<string>();
	const macOf = (): string => {
		const mac = ['00:1a:2b', random.hex(2), random.hex(2), random.hex(2)].join(':');
		if (macs.has(mac)) return macOf();
		macs.add(mac);
		return mac;
	};
	for (let index = 0; index < devices; index++) {
		const mac = macOf();
		add(NETWORK, index, mac, begins - 1_000 * HOUR_MS);
		add(AGENTS, index, mac, begins - 1_000 * HOUR_MS);
	}
	const fresh: Array<{ name: string; index: number; mac: string; at: number; isTold: boolean }> = [];
	const whole = { isWhole: true, isUnread: false };
	const parts = (): PartRead[] => [
		{ source: NETWORK, rowsAre: 'networkCards', records: records[NETWORK], ...whole },
		{ source: AGENTS, rowsAre: 'agents', records: records[AGENTS], ...whole },
	];
	let added = 0;
	return {
		events: ['unmanagedDevice', 'conditionOver'],
		isFree: () => true,
		does: {
			add: (_, at) => {
				const [index, mac] = [devices + added++, macOf()];
				fresh.push({ name: add(NETWORK, index, mac, at), index, mac, at, isTold: false });
				return [];
			},
		},
		/** What is to be reported by time alone, once an agent is installed where it is time for that. */
		due: (now) =>
			fresh.slice().flatMap((each) => {
				if (now - each.at >= INSTALLED_AFTER_MS) {
					fresh.splice(fresh.indexOf(each), 1);
					add(AGENTS, each.index, each.mac, now);
					return [`conditionOver ${each.name}`];
				}
				if (each.isTold || now - each.at < UNMANAGED_FOR_HOURS * HOUR_MS) return [];
				each.isTold = true;
				return [`unmanagedDevice ${each.name}`];
			}),
		client: { fleet: async (question: Parameters<FleetClient['fleet']>[0]) => await fleetOf(parts(), question) } as FleetClient,
	};
}
