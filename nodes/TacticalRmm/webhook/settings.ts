import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { choice, choices, collection, ids, isShown, mutable, notice, readNamed, when, type Field, type Fields, type ValuesOf } from '../../shared/fields';
import { inOrder } from '../../shared/lists';
import type { ConnectContext } from '../../shared/watch/context';
import { inWords } from '../../shared/text';
import { includeRaw } from '../../shared/watch/settings';
import { ownerOf } from '../../shared/webhook/owner';
import { ifReadable } from '../api/ifReadable';
import type { TacticalRmmClient } from '../client';
import type { AlertTemplateRecord } from '../schemas/alertTemplates';
import type { ClientRecord } from '../schemas/places';
import { filters } from '../watch/filters';
import { nameOf } from './action';
import { directions, directionsOf, silenceOf, takenIn } from './templates';

export type EventOfCall = 'alertRaised' | 'alertResolved';

const fields = {
	triggerOn: choices<EventOfCall>({
		displayName: 'Trigger On',
		default: ['alertRaised', 'alertResolved'],
		options: [
			{ name: 'Alert Raised', value: 'alertRaised', description: 'Tactical RMM has raised an alert: an agent is overdue, or a check or task has failed' },
			{ name: 'Alert Resolved', value: 'alertResolved', description: 'Tactical RMM has resolved an alert by itself; not reported if somebody resolves it' },
		],
	}),
	attachTo: choice({
		displayName: 'Attach To',
		default: 'templates',
		options: [
			{ name: 'Alert Templates', value: 'templates', description: 'Existing ones that have no action yet' },
			{ name: 'Separate Template', value: 'own', description: 'A new alert template for clients that have none' },
		],
	}),
	alertTemplateIds: when({ attachTo: ['templates'] }, ids({ displayName: 'Alert Templates' }, 'getAlertTemplates')),
	templatesNotice: when(
		{ attachTo: ['templates'] },
		notice(
			"Activation adds a URL action to the chosen alert templates, and deactivation removes it. Templates that are marked as taken are refused: 'Execute step' says why, and publishing does not.",
		),
	),
	clientIds: when({ attachTo: ['own'] }, ids({ displayName: 'Clients' }, 'getClientsByTemplate')),
	ownNotice: when(
		{ attachTo: ['own'] },
		notice(
			"Activation adds an alert template with a URL action to the chosen clients, and deactivation removes both. Clients that are marked as taken are refused: 'Execute step' says why, and publishing does not.",
		),
	),
	lossNotice: notice('Alerts are lost while n8n is down, because Tactical RMM calls only once. For alerts that must not be missed, add the Tactical RMM Trigger as well.'),
	filters: collection<typeof filters, TacticalRmmClient>({ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true }, filters),
	options: collection({ displayName: 'Options', placeholder: 'Add option', allowNone: true }, { includeRaw }),
};

/** What the user set, checked. */
export type WebhookSettings = ValuesOf<typeof fields>;

/** The trigger's properties, in the order shown. */
export function webhookProperties(): INodeProperties[] {
	return Object.entries(fields).flatMap(([name, { properties, shownWhen }]: [string, Field<unknown, never>]) =>
		properties.map((property) => ({ ...property, name, ...(shownWhen && { displayOptions: { show: mutable(shownWhen) } }) })),
	);
}

/** @throws InputError that names the field as the user sees it */
export async function readWebhookSettings(context: Pick<ConnectContext, 'getNodeParameter'>, client: TacticalRmmClient, timezone: string): Promise<WebhookSettings> {
	const entered: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields as Fields<TacticalRmmClient>)) {
		if (!isShown(field.shownWhen, entered)) continue;
		entered[name] = await readNamed(field, context.getNodeParameter(name, field.properties[0]!.default), { client, siblings: entered, timezone });
	}
	return entered as unknown as WebhookSettings;
}

const NAMED = 3;

/** The clients and sites whose alerts come by a template, so far as it is assigned to them; policies are only counted. */
function usedBy({ id, applied_count: count }: AlertTemplateRecord, places: readonly ClientRecord[]): string | undefined {
	const names = places.flatMap(({ name, sites, ...client }) => [...(client.alert_template === id ? [name] : []), ...sites.flatMap((site) => (site.alert_template === id ? [`${name} / ${site.name}`] : []))]);
	if (names.length === 0) return undefined;
	const more = Math.max(count ?? 0, names.length) - Math.min(names.length, NAMED);
	return `used by ${inWords([...names.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])])}`;
}

/** The lists of the form: they say what can be chosen, and what cannot and why. */
export const webhookLists = {
	getAlertTemplates: async (client: TacticalRmmClient, editor: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> => {
		const [templates, actions] = [await client.alertTemplates.list(), await client.urlActions.list()];
		const places = (await ifReadable(async () => await client.clients.list())) ?? [];
		const events = [editor.getCurrentNodeParameter('triggerOn') ?? Object.keys(directions)].flat();
		const wanted = events.flatMap((event) => directions[String(event)] ?? []);
		const own = nameOf(ownerOf(editor));
		const ours = new Set(actions.filter(({ name }) => name === own).map(({ id }) => id));
		return inOrder(templates.filter(({ name }) => name !== own).map((template) => {
			const taken = takenIn(template, wanted, ours, actions);
			const use = directionsOf(template, ours).length > 0 ? 'in use by this node' : 'free';
			const words = taken ? `taken; ${taken}` : [use, silenceOf(template) ?? usedBy(template, places)].filter(Boolean).join('; ');
			return { name: `${template.name} (${words})`, value: template.id };
		}));
	},
	getClientsByTemplate: async (client: TacticalRmmClient, editor: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> => {
		const own = nameOf(ownerOf(editor));
		const [clients, templates] = [await client.clients.list(), await client.alertTemplates.list()];
		const standard = templates.find(({ default_template: isDefault }) => isDefault);
		return inOrder(clients.map(({ id, name, alert_template: has, sites }) => {
			const other = templates.find((each) => each.id === has) ?? standard;
			const words = !other ? 'free' : other.name === own ? 'in use by this node' : `taken; alert template: ${other.name}`;
			// That of a site counts before that of its client.
			const hiding = sites.flatMap(({ name: site, alert_template: its }) => (its && (!other || other.name === own) ? [site] : []));
			const except = hiding.length > 0 ? `; not for ${inWords(hiding)}, with a template of their own` : '';
			return { name: `${name} (${words}${except})`, value: id };
		}));
	},
};
