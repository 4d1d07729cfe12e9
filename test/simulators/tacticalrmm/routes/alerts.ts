import { isLimited, maySee, type User } from '../access';
import { blankAlert } from '../alerts';
import { fellOver, forbidden, json, ok, refused } from '../answers';
import { has, items, maybe, needed, objectOf, whole } from '../body';
import { severities } from '../checks';
import { day, stampOf } from '../clock';
import { get, patch, post, put, remove, type Routes } from '../routing';
import type { Alert } from '../rows';
import { boolean, checked, choice, integer, nullable, text, type Check } from '../validate';
import type { World } from '../world';

const kinds = ['availability', 'check', 'task', 'custom'];

const columns: Record<string, Check> = {
	alert_type: choice(kinds), severity: choice(severities), message: nullable(text), snoozed: boolean,
	resolved: boolean, hidden: boolean, snooze_until: nullable(text), resolved_on: nullable(text), assigned_check: nullable(integer()),
};

/** Alerts. The list is a PATCH, for it carries its filters in the body. */
export const alertRoutes: Routes = (world) => {
	const { alerts } = world.tables;
	const shown = (alert: Alert) => shownOf(world, alert);
	const editable: Record<string, Check> = { agent: nullable((value) => agentProblem(world, value)), ...columns };
	return [
		post('/alerts/', 'can_manage_alerts', ({ body }) => {
			const values = checked(objectOf(body), editable) as Partial<Alert>;
			alerts.add({ ...blankAlert(world.clock), severity: 'info', ...values });
			return ok;
		}),
		patch('/alerts/', 'can_list_alerts', ({ body, user }) => {
			const visible = alerts.all().filter((alert) => sees(world, user, alert));
			if (has(body, 'top')) return json(top(visible, whole(needed(body, 'top')), shown));
			return json(visible.filter(filterOf(world, objectOf(body))).map(shown));
		}),
		post('/alerts/bulk/', 'can_manage_alerts', ({ body }) => {
			const action = needed(body, 'bulk_action');
			const chosen = items(needed(body, 'alerts')).flatMap((id) => alerts.find(whole(id)) ?? []);
			if (action === 'resolve') chosen.forEach(({ id }) => world.markResolved(id));
			else if (action === 'snooze' && has(body, 'snooze_days')) {
				chosen.forEach(({ id }) => snooze(world, id, whole(maybe(body, 'snooze_days'))));
			} else throw refused('The request was invalid');
			return ok;
		}),
		get('/alerts/:id/', 'can_list_alerts', ({ params: { id = '' }, user }) => {
			const alert = alerts.get(id);
			// Unlike in the list, one without an agent is everybody's (code).
			return alert.agent === null || sees(world, user, alert) ? json(shown(alert)) : forbidden;
		}),
		put('/alerts/:id/', 'can_manage_alerts', ({ params: { id = '' }, body }) => {
			const alert = alerts.get(id);
			if (!has(body, 'type')) alerts.update(id, checked(objectOf(body), editable) as Partial<Alert>);
			else edit(world, alert, needed(body, 'type'), maybe(body, 'snooze_days'));
			return ok;
		}),
		remove('/alerts/:id/', 'can_manage_alerts', ({ params: { id = '' } }) => {
			if (!alerts.find(Number(id))) throw fellOver();
			alerts.delete(id);
			return ok;
		}),
	];
};

function agentProblem(world: World, value: unknown): string | undefined {
	if (typeof value !== 'number') return 'Incorrect type. Expected pk value, received str.';
	return world.findAgent(value) ? undefined : `Invalid pk "${value}" - object does not exist.`;
}

function edit(world: World, { id }: Alert, type: unknown, days: unknown): void {
	if (type === 'resolve') world.markResolved(id);
	else if (type === 'unsnooze') world.tables.alerts.update(id, { snoozed: false, snooze_until: null });
	else if (type !== 'snooze') throw refused('There was an error in the request data');
	else if (days === undefined) throw refused('Missing \'snoozed_days\' when trying to snooze alert');
	else snooze(world, id, whole(days));
}

function snooze({ tables, clock }: World, id: number, days: number): void {
	tables.alerts.update(id, { snoozed: true, snooze_until: stampOf(clock.ago(-days * day)) });
}

function sees(world: World, user: User, { agent }: Alert): boolean {
	if (!isLimited(user)) return true;
	const owner = agent === null ? undefined : world.findAgent(agent);
	return owner !== undefined && maySee(user, world.placeOf(owner));
}

/** Unresolved, unsnoozed and shown ones, the oldest first: a small number hides the newest. */
function top(alerts: Alert[], count: number, shown: (alert: Alert) => unknown) {
	const open = alerts.filter(({ resolved, snoozed, hidden }) => !resolved && !snoozed && !hidden);
	const oldest = open.sort((one, other) => one.alert_time.localeCompare(other.alert_time) || one.id - other.id).slice(0, count);
	return { alerts_count: open.length, alerts: oldest.map(shown) };
}

/** What the filters of a body let through. `true` for resolved or snoozed switches that filter off; unknown names are ignored. */
function filterOf(world: World, body: Record<string, unknown>): (alert: Alert) => boolean {
	const { timeFilter, clientFilter, severityFilter, resolvedFilter, snoozedFilter } = body;
	const since = timeFilter === undefined ? undefined : stampOf(world.clock.ago(whole(timeFilter) * day));
	const clients = clientFilter === undefined ? undefined : items(clientFilter).map(whole);
	const wanted = severityFilter === undefined ? undefined : items(severityFilter);
	return (alert) => {
		const owner = alert.agent === null ? undefined : world.findAgent(alert.agent);
		if (since !== undefined && alert.alert_time < since) return false;
		if (clients && !(owner && clients.includes(world.placeOf(owner).client))) return false;
		if (wanted && !wanted.includes(alert.severity)) return false;
		return !(resolvedFilter === false && alert.resolved) && !(snoozedFilter === false && alert.snoozed);
	};
}

/** An alert without agent lacks the four fields that come from it. */
function shownOf(world: World, { id, ...columns }: Alert): Record<string, unknown> {
	const owner = columns.agent === null ? undefined : world.findAgent(columns.agent);
	if (!owner) return { id, ...columns };
	const site = world.tables.sites.get(owner.row.site);
	const client = world.tables.clients.get(site.client).name;
	return { id, hostname: owner.hostname, agent_id: owner.agent_id, client, site: site.name, ...columns };
}
