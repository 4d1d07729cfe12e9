import { isRecord } from '../../shared/isRecord';
import type { Owner } from '../../shared/webhook/owner';
import type { UrlActionRecord } from '../schemas/records';
import { SCRIPTS, type Before } from './templates';

/** The header that carries the secret. */
export const SECRET_HEADER = 'X-N8N-Secret';

/**
 * Numbers and fixed words only: whatever agents, checks and programs are called or say, it stays JSON. `resolved` arrives as `None` or `True`.
 */
const BODY = '{"source":"tactical-rmm","alertId":{{alert.id}},"resolved":"{{alert.resolved}}"}';

/** The name of a node's URL action, and of its alert template if it has one: what it is found by. */
export function nameOf({ mark }: Owner): string {
	return `n8n webhook ${mark}`;
}

/** The columns of a node's URL action. @param before by template, where its actions were of another kind than a script */
export function actionOf(owner: Owner, { url, secret }: { url: string; secret: string }, before: ReadonlyMap<number, Before>) {
	const deviating = [...before].filter(([, kinds]) => kinds.join() !== SCRIPTS.join()).map(([id, kinds]) => `${id} ${kinds.join('/')}`);
	const kinds = deviating.length > 0 ? ` Kinds of actions before, by alert template: ${deviating.join(', ')}.` : '';
	return {
		name: nameOf(owner),
		desc: `Made by n8n for ${owner.words}. It is taken away when that workflow is deactivated: do not delete it here, where alert templates name it.${kinds}`,
		pattern: url,
		action_type: 'rest',
		rest_method: 'post',
		rest_body: BODY,
		rest_headers: headersOf(secret),
	};
}

/** Plain text: n8n would refuse a body that says it is JSON and is not. */
export function headersOf(secret: string): string {
	return JSON.stringify({ 'Content-Type': 'text/plain', [SECRET_HEADER]: secret });
}

/** The secret that a URL action sends; undefined where its headers are none of this node's. */
export function secretIn({ rest_headers }: UrlActionRecord): string | undefined {
	try {
		const headers: unknown = JSON.parse(rest_headers ?? '');
		const secret = isRecord(headers) ? headers[SECRET_HEADER] : undefined;
		return typeof secret === 'string' ? secret : undefined;
	} catch {
		return undefined;
	}
}

/** What an action's description says of the kinds before. */
export function beforeIn({ desc }: UrlActionRecord): Map<number, Before> {
	const [, said = ''] = /Kinds of actions before, by alert template: ([^.]*)\.$/.exec(desc ?? '') ?? [];
	return new Map([...said.matchAll(/(\d+) (\w+)\/(\w+)/g)].map(([, id, failure, resolved]) => [Number(id), [failure!, resolved!]]));
}
