import { normaliseMac } from '../shared/device';
import { InputError } from '../shared/errors';
import { ipKey, nameKey } from '../shared/fleet/evidence';
import type { FleetDevice } from '../shared/fleet/fleetDevice';
import { passingInTurns } from '../shared/fleet/turns';
import type { Group } from '../shared/fleet/types';
import { inWords } from '../shared/text';
import type { Fleet } from './client';
import { systems } from './systems';

const CANDIDATES = 5;

/**
 * The device that is intended: by an id of any system, a MAC address, a name with or without its domain, or an IP address; in this order.
 * @throws InputError where there is none, or more than one
 */
export async function findDevice({ parts, groups, devices }: Fleet, entered: string): Promise<FleetDevice> {
	const wanted = entered.trim();
	const [mac, ip, name, text] = [normaliseMac(wanted)?.toUpperCase(), ipKey(wanted), nameKey(wanted), wanted.toLowerCase()];
	const ways: Array<(group: Group, device: FleetDevice) => boolean> = [
		({ records }, { id }) => id.toLowerCase() === text || records.some(({ device }) => device.id.toLowerCase() === text),
		({ records }) => mac !== undefined && records.some(({ macs }) => macs.some((each) => each.toUpperCase() === mac)),
		({ records }) => records.some(({ names, device }) => device.name?.trim().toLowerCase() === text || names.some((each) => name !== undefined && nameKey(each) === name)),
		(_, { ips }) => ip !== undefined && ips.includes(ip),
	];
	for (const isMeant of ways) {
		const found = await passingInTurns(devices, (device, index) => isMeant(groups[index]!, device));
		if (found.length === 1) return found[0]!;
		if (found.length > 1) throw severalMeant(wanted, found);
	}
	const unread = systems.filter(({ source }) => parts.some((part) => part.source === source && !part.isWhole)).map(({ name }) => name);
	if (unread.length > 0) throw new InputError(`No device "${wanted.slice(0, 60)}" was found, but ${inWords(unread)} could not be read completely: it may be there`, 'Try again once all systems can be read.');
	throw new InputError(`No chosen system has a device "${wanted.slice(0, 60)}"`, "Enter a name, a MAC address, an IP address, or the device's ID in one of the systems. With 'Read Details', the MAC addresses of agents are known as well.");
}

function severalMeant(wanted: string, found: readonly FleetDevice[]): InputError {
	const called = new Map(systems.map(({ source, name }) => [source as string, name]));
	const shown = found.slice(0, CANDIDATES).map(({ name, id, systems: having }) => `${name ?? 'no name'} (${id}, in ${inWords(having.map((source) => called.get(source) ?? source))})`);
	const more = found.length > CANDIDATES ? ` and ${found.length - CANDIDATES} more` : '';
	return new InputError(`${found.length} devices match "${wanted.slice(0, 60)}"`, `Enter the ID of one of them: ${shown.join('; ')}${more}.`);
}
