import { isLimited, maySee, type User } from '../access';
import type { Agent, AgentRow } from '../agent';
import { AgentViews } from '../agentViews';
import { invalid, json, refused, serialised } from '../answers';
import { has, items, maybe, objectOf, whole } from '../body';
import { setCustomFields } from '../customFields';
import { get, put, remove, type Routes } from '../routing';
import { timeZones } from '../settings';
import { boolean, checked, choice, integer, key, nullable, text, type Check } from '../validate';
import { patchPolicyOf, shortOf } from '../views';
import type { World } from '../world';

/** Agents: list, read, edit, uninstall. */
export const agentRoutes: Routes = (world) => {
	const views = new AgentViews(world);
	const editable: Record<string, Check> = {
		maintenance_mode: boolean, policy: nullable(key(world.tables.policies)), block_policy_inheritance: boolean,
		monitoring_type: choice(['server', 'workstation']), description: text, overdue_email_alert: boolean, overdue_text_alert: boolean,
		overdue_dashboard_alert: boolean, offline_time: integer(), overdue_time: integer(), check_interval: integer(),
		time_zone: nullable(choice(timeZones)), site: key(world.tables.sites), default_shell: text, default_shell_custom: text,
	};
	return [
		get(
			'/agents/',
			'can_list_agents',
			({ query, user }) => {
				const { detail, client, site, monitoring_type: kind } = query;
				if (kind !== undefined && !['server', 'workstation'].includes(kind)) throw refused('monitoring type does not exist');
				// A client beside a site is ignored.
				const place = { ...(site !== undefined ? { site: whole(site) } : client !== undefined && { client: whole(client) }) };
				const scope = isLimited(user) ? user.id : 0;
				const chosen = () => world.agentsAsStored().filter((agent) => fits(world, agent, { ...place, kind, user }));
				const name = JSON.stringify([place, kind, scope]);
				// Only the exact word, or nothing, gives the long form.
				const isLong = detail === undefined || detail === 'true';
				return serialised(isLong ? views.list(name, chosen) : views.shortList(name, chosen));
			},
			{ othersBreak: true },
		),
		get('/agents/versions/', 'can_list_agents', () =>
			json({ versions: [world.latestAgentVersion], agents: world.agentsAsStored().map((agent) => shortOf(world, agent)) }),
		),
		get('/agents/:agentId/', 'can_list_agents', ({ agent }) => serialised(views.detail(agent))),
		put('/agents/:agentId/', 'can_edit_agent', ({ agent, body, user }) => {
			const modified = { modified_by: user.username, modified_time: world.clock.stamp() };
			const columns = checked(objectOf(body), editable) as Partial<AgentRow>;
			mustHaveShell({ ...agent.row, ...columns });
			agent.set({ ...columns, ...modified });
			if (has(body, 'winupdatepolicy')) {
				// What the policy does not know is dropped in silence.
				const policy = checked(objectOf(items(maybe(body, 'winupdatepolicy'))[0] ?? null), policyColumns);
				Object.assign(patchPolicyOf(agent), policy, { created_by: user.username, ...modified });
			}
			if (has(body, 'custom_fields')) setCustomFields(world, 'agent', agent.id, maybe(body, 'custom_fields'));
			return json('The agent was updated successfully');
		}),
		remove('/agents/:agentId/', 'can_uninstall_agents', ({ agent }) => {
			world.removeAgent(agent);
			return json(`${agent.hostname} will now be uninstalled.`);
		}),
	];
};

const approval = choice(['manual', 'approve', 'ignore', 'inherit']);
const policyColumns: Record<string, Check> = {
	critical: approval, important: approval, moderate: approval, low: approval, other: approval,
	run_time_frequency: choice(['daily', 'monthly', 'inherit']), run_time_hour: integer(), run_time_days: text, run_time_day: integer(1),
	reboot_after_install: choice(['never', 'required', 'always', 'inherit']), reprocess_failed_inherit: boolean, reprocess_failed: boolean,
	reprocess_failed_times: integer(), email_if_fail: boolean,
};

const shells: Record<AgentRow['plat'], { words: string[]; problem: string }> = {
	windows: {
		words: ['cmd', 'powershell'], problem: "Invalid default shell for Windows agent. Use global default, 'cmd', 'powershell' or 'custom'.",
	},
	linux: { words: ['bash'], problem: "Invalid default shell for Linux agent. Use global default, 'bash' or 'custom'." },
	darwin: { words: ['bash'], problem: "Invalid default shell for macOS agent. Use global default, 'bash' or 'custom'." },
};

/** A shell that the platform has, by one of the fixed words. */
function mustHaveShell({ plat, default_shell: shell, default_shell_custom: path }: AgentRow): void {
	const { words, problem } = shells[plat];
	if (!['use_global', 'custom', ...words].includes(shell)) throw invalid({ default_shell: [problem] });
	if (shell === 'custom' && path.trim() === '') throw invalid({ default_shell_custom: ['Custom shell path must be provided.'] });
}

function fits(
	world: World,
	agent: Agent,
	{ client, site, kind, user }: { client?: number; site?: number; kind: string | undefined; user: User },
): boolean {
	const place = world.placeOf(agent);
	if (site !== undefined && place.site !== site) return false;
	if (client !== undefined && place.client !== client) return false;
	return (kind === undefined || agent.row.monitoring_type === kind) && maySee(user, place);
}
