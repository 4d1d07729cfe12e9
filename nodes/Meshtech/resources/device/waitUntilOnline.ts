import { simplify } from '../../../shared/fields';
import type { MeshtechClient } from '../../client';
import { unknownDevice } from '../../device';
import { called, simplified, toIsoTime } from '../../device';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import type { DeviceRecord } from '../../schemas';
import { NotInTimeError, patienceFields, patienceOf, until, type Patience } from '../../waiting';

export const waitUntilOnline = operation({
	name: 'Wait Until Online',
	value: 'waitUntilOnline',
	action: 'Wait until device is online',
	description: 'Wait until a gateway is connected, such as after an update or a power cut',
	effect: 'read',
	fields: { deviceId: deviceLocator, ...patienceFields, simplify },
	run: async ({ client, fields }) => {
		const record = await onceOnline(client, fields.deviceId, patienceOf(fields));
		return fields.simplify ? simplified(record, client.serverNow()) : record;
	},
});

async function onceOnline(client: MeshtechClient, id: string, patience: Patience): Promise<DeviceRecord> {
	let seen: DeviceRecord | undefined;
	const isOnline = async () => {
		seen = (await client.listing()).get(id);
		if (!seen) throw unknownDevice(id);
		return seen.connectivity?.connected === true;
	};
	if (await until(client, patience, isOnline)) return seen!;
	const since = toIsoTime(seen?.connectivity?.timestamp);
	throw new NotInTimeError(
		`${called(seen!)} was not online within ${patience.timeoutMs / 60_000} min`,
		`It is not connected${since ? ` since ${since}` : ''}, and runs firmware ${seen?.firmwareVersion ?? 'of an unknown version'}.`,
	);
}
