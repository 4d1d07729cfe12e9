import { isRecord } from '../../shared/isRecord';
import type { Frame } from './frames';

/**
 * What the server pushes of devices and their groups, of remote sessions and of sign-ins (measured on 1.1.55). Not `wssessioncount`, which comes
 * whenever anybody opens a page, nor `devicesessions`, which comes with each of the others.
 */
const NEWS: ReadonlySet<unknown> = new Set([
	'addnode',
	'authfail',
	'changenode',
	'createmesh',
	'deletemesh',
	'login',
	'logout',
	'meshchange',
	'nodeconnect',
	'nodemeshchange',
	'relaylog',
	'removenode',
	'runcommands',
]);

/** Whether a pushed frame says that something may be found by a look. */
export function isNews({ action, event }: Frame): boolean {
	return action === 'event' && isRecord(event) && NEWS.has(event.action);
}
