import type { Status } from './types';

export function isOffline(status: Status): boolean {
	return status !== 'online';
}
