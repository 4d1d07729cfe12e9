import { json, refused } from '../answers';
import { hears } from '../bus';
import { objectOf } from '../body';
import { get, post, put, type Routes } from '../routing';
import type { WinUpdate } from '../rows';
import { checked, choice } from '../validate';
import { patchesOf, patchPolicyOf } from '../views';
import type { Agent } from '../agent';
import type { World } from '../world';

const actions = ['inherit', 'approve', 'ignore', 'nothing'];

/** Windows updates. Scan and installation are sent to the agent, and nobody waits for it. */
export const updateRoutes: Routes = (world) => [
	get('/winupdate/:agentId/', 'can_manage_winupdates', ({ agent }) => json(patchesOf(world, agent).map(viewOf))),
	post('/winupdate/:agentId/scan/', 'can_manage_winupdates', ({ agent }) => {
		if (agent.row.plat !== 'windows') throw refused(`Not available for ${agent.row.plat}`);
		return json(`A Windows update scan will be performed on ${agent.hostname}`);
	}),
	post('/winupdate/:agentId/install/', 'can_manage_winupdates', ({ agent }) => {
		approve(world, agent);
		if (hears(world, agent)) void world.wait(1).then(() => install(world, agent));
		return json(`Approved patches will now be installed on ${agent.hostname}`);
	}),
	put('/winupdate/:id/', 'can_manage_winupdates', ({ params: { id = '' }, body }) => {
		const { kb } = world.tables.winUpdates.get(id);
		const values = checked(objectOf(body), { action: choice(actions) }, ['action']) as Pick<WinUpdate, 'action'>;
		world.tables.winUpdates.update(id, values);
		return json(`Windows update ${kb} was changed to ${values.action}`);
	}),
];

/** What the agent's patch policy approves by its severity. */
function approve(world: World, agent: Agent): void {
	const policy = patchPolicyOf(agent);
	for (const { id, severity, action, installed } of patchesOf(world, agent)) {
		const rule = policy[severity.toLowerCase() || 'other'];
		if (!installed && rule === 'approve' && ['nothing', 'inherit'].includes(action)) world.tables.winUpdates.update(id, { action: 'approve' });
	}
}

function install(world: World, agent: Agent): void {
	const [year, month, day, time] = world.now().toLocaleString('sv-SE').split(/[- ]/);
	const done = { installed: true, downloaded: true, result: 'success', date_installed: `${month} ${day} ${year} ${time?.slice(0, 5)}` };
	const approved = patchesOf(world, agent).filter(({ action, installed }) => action === 'approve' && !installed);
	approved.forEach(({ id }) => world.tables.winUpdates.update(id, done));
}

function viewOf({ id, date_installed, guid, kb, title, installed, downloaded, severity, action, result, agent }: WinUpdate) {
	const support = 'https://support.example.com';
	return {
		id, date_installed, guid, kb, title, installed, downloaded, description: 'lab', severity, categories: ['Security Updates'],
		category_ids: ['0fa1201d'], kb_article_ids: [kb.replace('KB', '')], more_info_urls: [`${support}/`], support_url: support,
		revision_number: 200, action, result, agent,
	};
}
