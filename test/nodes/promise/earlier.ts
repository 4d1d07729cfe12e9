/** Triggers as an earlier release left them: what happens before its last poll, and what after it. */
import { Alarms } from './alarms';
import { Fleet } from './fleet';
import { Gateways } from './gateways';
import { Lan } from './lan';
import type { AnyWorld, Deed } from './world';

export interface Earlier {
	system: string;
	make: () => AnyWorld;
	/** What the trigger is set to, beside what the world says. */
	parameters: Record<string, unknown>;
	before: Deed[];
	after: Deed[];
}

export const WORKFLOW = 'earlier';

export const earlier: Earlier[] = [
	{ system: 'NetAlertX', make: () => new Lan() as AnyWorld, parameters: {}, before: [[0, 1], [3, 2], [2, 3]], after: [[0, 1], [0, 2], [3, 2]] },
	{ system: 'Tactical RMM', make: () => new Alarms() as AnyWorld, parameters: {}, before: [[0, 0], [2, 1]], after: [[0, 0], [2, 0], [2, 2]] },
	{ system: 'MeshCentral', make: () => new Fleet() as AnyWorld, parameters: {}, before: [[0, 1], [2, 2], [3, 3]], after: [[0, 1], [0, 2], [3, 3], [2, 0]] },
	{ system: 'Meshtech', make: () => new Gateways() as AnyWorld, parameters: {}, before: [[0, 1], [1, 2], [2, 7]], after: [[0, 1], [0, 2], [1, 2]] },
];
