import type { INodeProperties } from 'n8n-workflow';
import { MOST_REQUESTS_AT_ONCE, REQUESTS_AT_ONCE } from '../../nodes/shared/http/limits';

/** The limit of every credential for a server that takes HTTP requests. */
export const requestsAtOnceProperty: INodeProperties = {
	displayName: 'Requests at Once',
	name: 'requestsAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_REQUESTS_AT_ONCE },
	default: REQUESTS_AT_ONCE,
	description:
		'Most requests to this server at the same time, of all workflows in one n8n process together; further ones wait their turn. In queue mode, every worker is a process of its own.',
};
