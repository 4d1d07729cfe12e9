import { alone } from '../../shared/alone';
import { BadAnswerError, InputError, RefusedError } from '../../shared/errors';
import { leftOutOf } from '../../shared/http/rows';
import { inWords } from '../../shared/text';
import type { Owner } from '../../shared/webhook/owner';
import { Unread } from '../api/afterwards';
import type { TacticalRmmClient } from '../client';
import type { AlertTemplateRecord } from '../schemas/alertTemplates';
import type { ClientRecord } from '../schemas/places';
import type { UrlActionRecord } from '../schemas/records';
import { actionOf, beforeIn, nameOf, secretIn } from './action';
import { beforeOf, changesOf, directionsOf, isUnclear, SCRIPTS, silenceOf, takenIn, type Before, type Direction } from './templates';

/** What is to be at the server. */
export interface Wanted {
	url: string;
	secret: string;
	directions: readonly Direction[];
	/** The alert templates to enter the action in, by id; or the clients for a template of its own. */
	at: { templates: readonly number[] } | { clients: readonly number[] };
	/** Whether everything has to be as it was chosen; else as much as possible is done, and `problem` receives the rest. */
	problem?: (words: string) => void;
	/** Told of what is as it was chosen, and leads to less than one may expect. */
	remark?: (words: string) => void;
	/** Asked once nothing more speaks against it, and before anything is changed. */
	before?: () => Promise<void>;
}

/** What there is at the server. */
interface Found {
	actions: readonly UrlActionRecord[];
	/** This node's own; more than one only if n8n was killed. */
	ours: readonly UrlActionRecord[];
	ids: ReadonlySet<number>;
	/** All but this node's own. */
	templates: readonly AlertTemplateRecord[];
	own: readonly AlertTemplateRecord[];
}

const ADVICE = 'Nothing was changed.';

/**
 * What a node has at a Tactical RMM server: a URL action, and its place in alert templates. Whatever state it is in, also one that a killed n8n
 * left behind, it is brought into the wanted one; what is not this node's own is never changed. An action is deleted only once no alert template
 * names it: one that does, beside a script, makes the server fail at every alert and ends its search for overdue agents.
 */
export class Registration {
	private readonly name: string;

	constructor(
		private readonly client: TacticalRmmClient,
		private readonly owner: Owner,
	) {
		this.name = nameOf(owner);
	}

	/** Whether all is there as wanted, once and nowhere else. */
	async isComplete(wanted: Wanted): Promise<boolean> {
		const found = await this.look();
		const [action, ...others] = found.ours;
		if (!action || others.length > 0 || secretIn(action) !== wanted.secret) return false;
		const columns: Record<string, unknown> = actionOf(this.owner, wanted, new Map());
		if (['pattern', 'action_type', 'rest_method', 'rest_body', 'rest_headers'].some((column) => action[column] !== columns[column])) return false;
		const isSame = (template: AlertTemplateRecord, directions: readonly Direction[]) => Object.keys(changesOf(template, directions, { ours: found.ids, action: action.id, before: SCRIPTS })).length === 0;
		if ('templates' in wanted.at) {
			const { templates } = wanted.at;
			const areThere = templates.every((id) => found.templates.some((each) => each.id === id));
			return areThere && found.own.length === 0 && found.templates.every((each) => isSame(each, templates.includes(each.id) ? wanted.directions : []));
		}
		const [own, ...more] = found.own;
		if (!own || more.length > 0 || !isSame(own, wanted.directions) || !found.templates.every((each) => isSame(each, []))) return false;
		const { clients } = wanted.at;
		const all = await this.client.clients.list();
		return clients.every((id) => all.some((each) => each.id === id)) && all.every(({ id, alert_template: has }) => clients.includes(id) === (has === own.id));
	}

	/** The secrets that this node's URL actions send to this address. */
	async secrets(url: string): Promise<string[]> {
		const all = await this.client.urlActions.list();
		return all.filter(({ name, pattern }) => name === this.name && pattern === url).flatMap((action) => secretIn(action) ?? []);
	}

	/** @throws InputError for what `bring` would refuse; changes nothing */
	async requireFree(wanted: Wanted): Promise<void> {
		await this.judged(wanted, await this.look());
	}

	/** @throws InputError, and before anything is changed, for what is not available, and for a right that is missing */
	async bring(wanted: Wanted): Promise<void> {
		await this.inTurn(async () => {
			if (wanted.before) await this.judged({ ...wanted, remark: undefined }, await this.look());
			await this.client.urlActions.requireToWrite();
			await this.client.alertTemplates.requireToWrite();
			if ('clients' in wanted.at) await this.client.clients.requireToWrite();
			await wanted.before?.();

			// All that took a while: what somebody entered meanwhile is not overwritten.
			const found = await this.look();
			const { chosen, clients } = await this.judged(wanted, found);
			const known = new Map(found.ours.flatMap((action) => [...beforeIn(action)]));
			const touched = found.templates.filter((each) => chosen.has(each.id) || directionsOf(each, found.ids).length > 0);
			const before = new Map(touched.map((each) => [each.id, beforeOf(each, found.ids, known.get(each.id))]));
			const action = await this.writeAction(wanted, found, before);
			const ours = new Set([...found.ids, action]);
			for (const template of touched) await this.write(template, chosen.get(template.id) ?? [], { ours, action, before: before.get(template.id)! });
			if (clients) await this.writeOwn(wanted, found, action, clients);
			else await this.removeOwn(found);
			await this.deleteActions(found.ours.map(({ id }) => id).filter((id) => id !== action));
		});
	}

	/** Puts everything back as it was, and proves it before the action goes. */
	async remove(): Promise<void> {
		await this.inTurn(async () => {
			const found = await this.look();
			const known = new Map(found.ours.flatMap((action) => [...beforeIn(action)]));
			await eachOf(found.templates, async (template) => await ifThere(async () => await this.write(template, [], { ours: found.ids, before: beforeOf(template, found.ids, known.get(template.id)) })));
			await this.removeOwn(found);
			await this.deleteActions([...found.ids]);
		});
	}

	private async inTurn(task: () => Promise<void>): Promise<void> {
		await alone(`${this.client.http.key} ${this.name}`, task);
	}

	private async look(): Promise<Found> {
		const actions = await this.client.urlActions.list();
		const templates = await this.client.alertTemplates.list();
		const ours = actions.filter(({ name, action_type: type }) => name === this.name && type === 'rest');
		const [own, others] = [templates.filter(({ name }) => name === this.name), templates.filter(({ name }) => name !== this.name)];
		return { actions, ours, ids: new Set(ours.map(({ id }) => id)), templates: others, own };
	}

	/** What was chosen and can be used. @throws InputError where not all of it can */
	private async judged(wanted: Wanted, found: Found) {
		const { at } = wanted;
		return { chosen: this.chosenIn(wanted, found), clients: 'clients' in at ? await this.freeClients(wanted, found, at.clients) : undefined };
	}

	/** The templates that were chosen and can be used. */
	private chosenIn({ at, directions, problem, remark }: Wanted, { actions, ids, templates }: Found): Map<number, readonly Direction[]> {
		if (!('templates' in at)) return new Map();
		const problems: string[] = [];
		const usable = at.templates.filter((id) => {
			const template = templates.find((each) => each.id === id);
			const taken = template && takenIn(template, directions, ids, actions);
			if (!template) problems.push(`There is no alert template with the ID ${id}`);
			else if (taken) problems.push(`The alert template "${template.name}" (ID ${id}) is taken (${taken})`);
			return template && !taken;
		});
		for (const template of templates) {
			const silence = usable.includes(template.id) && silenceOf(template);
			if (silence) remark?.(`Of the alert template "${template.name}" (ID ${template.id}), ${silence}`);
		}
		this.judge(problems, usable.length, problem, 'An existing action is never overwritten. Choose other alert templates, or watch these alerts with the Tactical RMM Trigger, which changes nothing.');
		return new Map(usable.map((id) => [id, directions]));
	}

	/** Clients for which a template of one's own takes nothing away. */
	private async freeClients({ problem }: Wanted, { templates, own }: Found, wanted: readonly number[]): Promise<{ all: readonly ClientRecord[]; chosen: readonly number[] }> {
		const all = await this.client.clients.list();
		const isOwn = (id: number | null | undefined) => own.some((each) => each.id === id);
		const problems: string[] = [];
		const usesOf = (id: number) => all.flatMap((client) => [client, ...client.sites]).filter((place) => place.alert_template === id).length;
		const standard = templates.find(({ default_template: isDefault }) => isDefault);
		// On a policy: it may be that of these clients, or the default one.
		const ofPolicies = templates.filter((each) => (each.applied_count ?? 0) > usesOf(each.id));
		if (standard) problems.push(`The alert template "${standard.name}" is the default of the server, and would no longer apply to these clients`);
		if (ofPolicies.length > 0) problems.push(`Policies have alert templates (${inWords(ofPolicies.map(({ name }) => `"${name}"`))}), which may apply to agents of these clients`);
		const usable = problems.length > 0 ? [] : wanted.filter((id) => {
			const client = all.find((each) => each.id === id);
			const other = client?.alert_template;
			if (!client) problems.push(`There is no client with the ID ${id}`);
			else if (other && !isOwn(other)) problems.push(`The client "${client.name}" has the alert template "${templates.find((each) => each.id === other)?.name ?? other}"`);
			return client && (!other || isOwn(other));
		});
		this.judge(problems, usable.length, problem, "An agent has exactly one alert template: a separate one for this node would hide the other. Set 'Attach To' to 'Alert Templates' and choose that one.");
		return { all, chosen: usable };
	}

	private judge(problems: readonly string[], usable: number, problem: Wanted['problem'], advice: string): void {
		if (problems.length === 0) return;
		if (!problem || usable === 0) throw new InputError(problems.join('. '), `${advice} ${ADVICE}`);
		for (const each of problems) problem(each);
	}

	private async writeAction(wanted: Wanted, { ours }: Found, before: ReadonlyMap<number, Before>): Promise<number> {
		const values = actionOf(this.owner, wanted, before);
		const secrets = [values.rest_headers, wanted.secret];
		const [first] = ours;
		if (!first) return (await this.client.urlActions.create(values, { fits: ({ name }) => name === this.name, secrets })).id;
		await this.client.urlActions.update(first.id, values, secrets);
		return first.id;
	}

	private async write(template: AlertTemplateRecord, directions: readonly Direction[], how: Parameters<typeof changesOf>[2]): Promise<void> {
		const values = changesOf(template, directions, how);
		if (Object.keys(values).length === 0) return;
		const after = await this.client.alertTemplates.update(template.id, values);
		const isWritten = !(after instanceof Unread) && Object.entries(values).every(([column, value]) => (after[column] ?? null) === value);
		if (!isWritten) throw new BadAnswerError(`The alert template "${template.name}" (ID ${template.id}) was not changed as asked`, { method: 'PUT', path: `/alerts/templates/${template.id}/` }, 200, 'Somebody may be changing it right now: try again.');
	}

	private async writeOwn({ directions }: Wanted, { own }: Found, action: number, { all, chosen }: { all: readonly ClientRecord[]; chosen: readonly number[] }): Promise<void> {
		const ours = new Set([action]);
		const blank = { action_type: 'script', resolved_action_type: 'script', ...Object.assign({}, ...directions.map((each) => ({ [`${each}_type`]: 'rest', [`${each}_rest`]: action }))) } as object;
		const [first, ...others] = own;
		const template = first ?? (await this.client.alertTemplates.create({ name: this.name, ...blank }, { fits: ({ name }) => name === this.name }));
		if (first) await this.write(first, directions, { ours: new Set([...ours, ...[first.action_rest, first.resolved_action_rest].filter((id) => id !== null && id !== undefined)]), action, before: ['script', 'script'] });
		for (const { id, alert_template: has } of all) {
			const value = chosen.includes(id) ? template.id : has === template.id ? null : undefined;
			if (value !== undefined && value !== has) await this.client.clients.update(id, { alert_template: value }, []);
		}
		await this.deleteOwn(others);
	}

	private async removeOwn({ own }: Found): Promise<void> {
		if (own.length === 0) return;
		const ids = new Set(own.map(({ id }) => id));
		for (const client of await this.client.clients.list()) {
			if (ids.has(client.alert_template ?? 0)) await ifThere(async () => void (await this.client.clients.update(client.id, { alert_template: null }, [])));
			for (const site of client.sites) if (ids.has(site.alert_template ?? 0)) await ifThere(async () => void (await this.client.clients.updateSite(site.id, { alert_template: null }, [])));
		}
		await this.deleteOwn(own);
	}

	private async deleteOwn(own: readonly AlertTemplateRecord[]): Promise<void> {
		for (const { id } of own) await ifThere(async () => await this.client.alertTemplates.delete(id));
	}

	/** Only once the server itself says that no alert template names them any more. */
	private async deleteActions(ids: readonly number[]): Promise<void> {
		if (ids.length === 0) return;
		const gone = new Set(ids);
		const all = await this.client.alertTemplates.list();
		const using = all.filter((each) => directionsOf(each, gone).length > 0);
		if (using.length > 0) throw new InputError(`The URL action "${this.name}" stays, because the alert ${using.length === 1 ? 'template' : 'templates'} ${inWords(using.map(({ name, id }) => `"${name}" (ID ${id})`))} still use it`, 'Deactivate the workflow again, or choose another action there.');
		if (leftOutOf(all).count > 0 || all.some(isUnclear)) throw new InputError(`The URL action "${this.name}" stays: not all alert templates could be read, and one of them may use it`, 'It does no harm. Check the alert templates in Tactical RMM, and delete it there once none of them uses it.');
		for (const id of ids) await ifThere(async () => await this.client.urlActions.delete(id));
	}
}

/** Does all of it, also where some of it fails. @throws the first failure, after the last */
async function eachOf<T>(all: readonly T[], task: (one: T) => Promise<void>): Promise<void> {
	const failures: unknown[] = [];
	for (const one of all) await task(one).catch((error: unknown) => void failures.push(error));
	if (failures.length > 0) throw failures[0];
}

/** Takes away what may be gone already: that is no failure. */
async function ifThere(remove: () => Promise<void>): Promise<void> {
	try {
		await remove();
	} catch (error) {
		if (!(error instanceof RefusedError) || error.status !== 404) throw error;
	}
}
