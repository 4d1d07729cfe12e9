import { choice } from '../../shared/fields';

/** What counts as online, the same wherever it is asked. */
export const countAsOnline = choice({
	displayName: 'Count as Online',
	default: 'agent',
	options: [
		{ name: 'Agent', value: 'agent', description: 'Devices whose agent is connected' },
		{ name: 'Any Connection', value: 'any', description: 'Also those that only Intel AMT or MQTT connects, even if the computer is off' },
	],
});
