import { json, noContact, refused } from '../answers';
import { ask, contact } from '../bus';
import { needed } from '../body';
import { get, post, put, remove, type Call, type Routes } from '../routing';

/** What is asked of the agent while the request waits: processes, event log, services. */
export const machineRoutes: Routes = (world) => {
	const { machines } = world;
	const services = ({ agent }: Call) => agent.row.services ?? [];
	return [
		get('/agents/:agentId/processes/', 'can_manage_procs', async ({ agent }) =>
			json(await contact(world, agent, 5, () => machines.processes(agent))),
		),
		remove('/agents/:agentId/processes/:pid/', 'can_manage_procs', async ({ agent, params: { pid = '' } }) => {
			const said = await contact(world, agent, 15, () => machines.killProcess(agent, Number(pid)));
			if (said !== 'ok') throw refused(said);
			return json(`Process with PID: ${pid} was ended successfully`);
		}),
		get('/agents/:agentId/eventlog/:log/:days/', 'can_view_eventlogs', async ({ agent, params: { log = '', days = '' } }) => {
			const seconds = log === 'Security' ? 182 : 32;
			// Agents of other platforms have none, and say so with an empty list.
			return json(await contact(world, agent, seconds, () => (agent.row.plat === 'windows' ? machines.eventLog(agent, log, Number(days)) : [])));
		}),
		get('/services/:agentId/', 'can_manage_winsvcs', async (call) => json(await contact(world, call.agent, 10, () => services(call)))),
		get('/services/:agentId/:name/', 'can_manage_winsvcs', async (call) => {
			const reply = await ask(world, call.agent, 10, () => services(call).find(({ name }) => name === call.params.name));
			// Without the bus its word is passed on as if it were the service.
			if (reply === 'natsdown') return json(reply);
			return reply === 'timeout' ? noContact : json(reply.value ?? noService);
		}),
		post('/services/:agentId/:name/', 'can_manage_winsvcs', async (call) => {
			const { agent, body, params } = call;
			if (agent.row.plat !== 'windows') throw refused('Please use \'Recover Connection\' instead.');
			const action = String(needed(body, 'sv_action'));
			const said = await contact(world, agent, 32, () => machines.service(agent, params.name ?? '', action));
			if (said !== 'ok') throw refused(said);
			// The agent got the word unchecked, and whatever it was, the answer is one of three.
			const done = { start: 'started', restart: 'restarted' }[action] ?? 'stopped';
			const status = done === 'stopped' ? 'stopped' : 'running';
			agent.set({ services: services(call).map((service) => (service.name === params.name ? { ...service, status } : service)) });
			return json(`The service was ${done} successfully`);
		}),
		put('/services/:agentId/:name/', 'can_manage_winsvcs', async (call) => {
			const { agent, body, params } = call;
			const type = String(needed(body, 'startType'));
			await contact(world, agent, 10, () => undefined);
			const changed = startTypes[type] ?? {};
			agent.set({ services: services(call).map((service) => (service.name === params.name ? { ...service, ...changed } : service)) });
			return json('The service start type was updated successfully');
		}),
	];
};

/** What an agent tells of a service that it does not have. */
const noService = { name: '', status: '', display_name: '', binpath: '', description: '', username: '', pid: 0, start_type: '', autodelay: false };

const startTypes: Record<string, Record<string, unknown>> = {
	auto: { start_type: 'Automatic', autodelay: false },
	autodelay: { start_type: 'Automatic', autodelay: true },
	manual: { start_type: 'Manual', autodelay: false },
	disabled: { start_type: 'Disabled', autodelay: false },
};
