import { describe } from './checks';
import type { Check, CheckResult } from './rows';
import type { World } from './world';

/** A check as answers show it; without a result an empty object is in its place. */
export function checkView(world: World, check: Check, result?: CheckResult): Record<string, unknown> {
	const { id, ...columns } = check;
	return {
		id, readable_desc: nameOf(world, check), assignedtasks: [], alert_template: null, check_result: result ?? {}, ...columns,
	};
}

export function nameOf({ tables }: World, check: Check): string {
	return describe(check, (id) => (id === null ? '' : (tables.scripts.find(id)?.name ?? '')));
}
