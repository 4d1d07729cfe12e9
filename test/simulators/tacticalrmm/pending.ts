import type { PendingAction } from './rows';
import type { World } from './world';

const descriptions: Record<string, (details: Record<string, unknown>) => string> = {
	schedreboot: () => 'Device pending reboot',
	agentupdate: ({ version }) => `Agent update to ${version as string}`,
	chocoinstall: ({ name }) => `${name as string} software install`,
	runpatchscan: () => 'Pending patch scan',
	runpatchinstall: () => 'Pending patch install',
};

export function describePending({ action_type, details }: PendingAction): string {
	return descriptions[action_type]?.(details) ?? action_type;
}

/** A pending action as lists show it; when it is due is a text. */
export function pendingView(world: World, action: PendingAction): Record<string, unknown> {
	const agent = world.agent(action.agent);
	const site = world.tables.sites.get(agent.row.site);
	const { id, entry_time, action_type, details, agent: owner } = action;
	const due = action_type === 'schedreboot' ? details.time : action_type === 'agentupdate' ? 'Next update cycle' : 'ASAP';
	const status = completedByClock(world, action);
	return {
		id, hostname: agent.hostname, client: world.tables.clients.get(site.client).name, site: site.name, due,
		description: describePending(action), entry_time, action_type, status, details, agent: owner,
	};
}

/** A planned reboot counts as done once its time has passed, whether or not the machine rebooted. */
function completedByClock(world: World, action: PendingAction): PendingAction['status'] {
	const isOver = action.action_type === 'schedreboot' && String(action.details.time) < localTime(world, action.agent);
	if (action.status === 'pending' && isOver) world.tables.pendingActions.update(action.id, { status: 'completed' });
	return isOver ? 'completed' : action.status;
}

/** The agent's clock as `YYYY-MM-DD HH:MM:SS`, in its time zone or the server's. */
export function localTime(world: World, agent: number): string {
	const timeZone = world.agent(agent).row.time_zone ?? String(world.settings.default_time_zone);
	return world.now().toLocaleString('sv-SE', { timeZone });
}
