import type { Agent } from './agent';
import { items } from './body';
import type { World } from './world';

const variable = /\{\{\s*(agent|client|site|global)\.([^}]+?)\s*\}\}/g;

/** A script's arguments as the agent receives them: texts that a variable gave are put in single quotes. */
export function filledArguments(world: World, agent: Agent, args: unknown, shell: string): string[] {
	return items(args).map((argument) => filled(world, agent, String(argument), shell, true));
}

/** Its environment: no quotes, and what is not `NAME=value` is left out silently. */
export function filledEnvironment(world: World, agent: Agent, env: unknown, shell: string): string[] {
	return items(env)
		.map((entry) => filled(world, agent, String(entry), shell, false))
		.filter((entry) => entry.includes('='));
}

function filled(world: World, agent: Agent, text: string, shell: string, quoted: boolean): string {
	return text.replace(variable, (_, model: string, name: string) => {
		const value = valueOf(world, agent, model, name);
		// A property that does not exist gives the thing itself, of which the text is its name.
		if (value === undefined) return agent.hostname;
		if (typeof value === 'boolean') return shell === 'powershell' ? (value ? '$True' : '$False') : value ? '1' : '0';
		if (Array.isArray(value)) return value.join(',');
		return quoted ? `'${String(value)}'` : String(value);
	});
}

function valueOf({ tables }: World, agent: Agent, model: string, name: string): unknown {
	if (model === 'global') return tables.keyStore.where((key) => key.name === name)[0]?.value;
	const site = tables.sites.get(agent.row.site);
	const owners = { agent: agent.id, client: site.client, site: site.id };
	const rows: Record<string, object> = {
		agent: { ...agent.row, agent_id: agent.agent_id, status: agent.status },
		client: tables.clients.get(site.client),
		site,
	};
	const property = (rows[model] as Record<string, unknown>)[name];
	if (property !== undefined) return property;
	const kind = model as 'agent' | 'client' | 'site';
	const field = tables.customFields.where((field) => field.model === kind && field.name === name)[0];
	return field && tables.valuesOf(kind, owners[kind]).find((value) => value.field === field.id)?.value;
}
