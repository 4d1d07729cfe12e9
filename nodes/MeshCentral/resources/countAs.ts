import { choice } from '../../shared/fields';

/** What counts as online, the same wherever it is asked. */
export const countAsOnline = choice({
	displayName: 'Count as Online',
	default: 'agent',
	options: [
		{ name: 'Agent', value: 'agent', description: 'Devices whose agent is connected' },
		{ name: 'Any Connection', value: 'any', description: 'Also devices connected only by Intel AMT or MQTT, even if the computer is off' },
	],
});
