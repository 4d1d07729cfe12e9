import { json, refused, type Answer } from '../answers';
import { maybe, needed, objectOf } from '../body';
import { get, post, type Call, type Routes } from '../routing';
import type { ReportTemplate, WinUpdate } from '../rows';
import type { World } from '../world';

const READS = 'can_view_reports';
const MANAGES = 'can_manage_reports';

/** Reports. Unlike all else, a run answers text, or the bytes of a file; and mail is only handed to a job. */
export const reportRoutes: Routes = (world) => {
	const { reportTemplates, mails } = world.tables;
	return [
		get('/reporting/templates/', READS, () => json(reportTemplates.all())),
		post('/reporting/templates/preview/', MANAGES, ({ body }) => preview(world, body)),
		get('/reporting/templates/:id/', READS, ({ params: { id = '' } }) => json(reportTemplates.get(id))),
		post('/reporting/templates/:id/run/', READS, ({ params: { id = '' }, body }) => {
			const template = reportTemplates.get(id);
			const html = rendered(world, template, body);
			return needed(body, 'format') === 'pdf' ? pdf(template.name) : json(html);
		}),
		post('/reporting/templates/:id/email/', READS, ({ params: { id = '' }, body }) => {
			const template = reportTemplates.get(id);
			rendered(world, template, body);
			const recipients = needed(body, 'email_recipients') as string[];
			mails.add({ template: template.id, recipients, settings: objectOf(needed(body, 'email_settings')) });
			return { status: 200, type: '', text: '' };
		}),
	];
};

function rendered(world: World, { template_md }: ReportTemplate, body: Call['body']): string {
	const format = needed(body, 'format');
	const { client, agent } = objectOf(needed(body, 'dependencies'));
	if (!['html', 'plaintext', 'pdf'].includes(String(format))) throw refused('Report format is incorrect.');
	if (template_md.includes('{% for a in %}')) throw refused('Line 1: Expected an expression, got \'end of statement block\'');
	if (client !== undefined && typeof client !== 'number') throw refused(`Field 'id' expected a number but got '${String(client)}'.`);
	if (client !== undefined && !world.tables.clients.find(client as number)) throw refused('Client matching query does not exist.');
	if (agent !== undefined && !world.findAgent(String(agent))) throw refused('Agent matching query does not exist.');
	const name = client === undefined ? '' : world.tables.clients.get(client as number).name;
	return template_md.replace(/^# (.*)$/m, '<h1>$1</h1>').replaceAll('{{client.name}}', name);
}

function pdf(name: string): Answer {
	// No text: bytes that are not UTF-8.
	const text = Buffer.concat([Buffer.from('%PDF-1.7\n%'), Buffer.from([0xf0, 0x9f, 0x92, 0xff, 0x00, 0xfe]), Buffer.from('\n%%EOF\n')]);
	return { status: 200, type: 'application/pdf', text, headers: { 'Content-Disposition': `inline; filename="${name}.pdf"` } };
}

interface Source {
	model?: string;
	only?: string[];
	filter?: Record<string, unknown>;
	limit?: number;
	json?: boolean;
}

/** Of what previews can do: a query of Windows updates, as JSON. */
function preview(world: World, body: Call['body']): Answer {
	const variables = String(needed(body, 'template_variables'));
	needed(body, 'template_md');
	needed(body, 'type');
	needed(body, 'dependencies');
	needed(body, 'format');
	const [source] = Object.values((maybe(JSON.parse(variables || '{}'), 'data_sources') ?? {}) as Record<string, Source>);
	if (source?.model !== 'winupdate') return json('');
	const { only = [], filter = {}, limit } = source;
	const rows = world.tables.winUpdates.where((update) => Object.entries(filter).every(([column, value]) => valueOf(world, update, column) === value));
	const odd = [...only, ...Object.keys(filter)].find((column) => rows[0] && valueOf(world, rows[0], column) === undefined);
	if (odd) throw refused(`Cannot resolve keyword '${odd}' into field. Choices are: action, agent, kb`);
	return json(JSON.stringify(rows.slice(0, limit).map((row) => ({ ...Object.fromEntries(only.map((column) => [column, valueOf(world, row, column)])), id: row.id }))));
}

function valueOf(world: World, update: WinUpdate, column: string): unknown {
	const agent = world.agent(update.agent);
	const place = world.placeOf(agent);
	const ofAgent: Record<string, unknown> = {
		agent__agent_id: agent.agent_id, agent__hostname: agent.hostname, agent__site_id: place.site, agent__site__client_id: place.client, categories: ['Security Updates'],
	};
	return ofAgent[column] ?? (update as unknown as Record<string, unknown>)[column];
}
