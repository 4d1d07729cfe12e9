import type { IHookFunctions } from 'n8n-workflow';
import { BadAnswerError, InputError, RefusedError } from '../../shared/errors';
import { toNodeError } from '../../shared/nodeErrors';
import { namingRights } from '../../shared/rights';
import { shortened } from '../../shared/text';
import { wordsOf } from '../../shared/thrown';
import { connectionOf } from '../../shared/watch/poll';
import { forget, keep, readKept, type Kept } from '../../shared/webhook/kept';
import { ownerOf, type Owner } from '../../shared/webhook/owner';
import { newSecret } from '../../shared/webhook/secret';
import type { TacticalRmmClient } from '../client';
import type { Right } from '../rights';
import { rightLabels } from '../rights';
import { tacticalRmm } from '../system';
import { needAgents, type Chosen } from '../watch/filters';
import { headersOf } from './action';
import { Registration, type Wanted } from './registration';
import { REFUSED } from './refused';
import { readWebhookSettings, type WebhookSettings } from './settings';
import { directions } from './templates';

/** How long one hook may take: n8n waits for it. */
const PATIENCE_MS = 60_000;
/** How long after a test began to listen it is rung for: n8n has to keep what the hook left first. */
const RING_AFTER_MS = 1_000;
const TEST_BODY = '{"test":true}';

const NEEDED: readonly Right[] = ['can_run_urlactions', 'can_edit_core_settings', 'can_list_alerttemplates', 'can_manage_alerttemplates', 'can_list_alerts', 'can_list_agents'];
const NEEDED_FOR_OWN: readonly Right[] = [...NEEDED, 'can_list_clients', 'can_manage_clients'];

/** What a hook works with. */
interface Hook {
	client: TacticalRmmClient;
	owner: Owner;
	url: string;
	registration: Registration;
}

/** What n8n calls when the workflow is activated and deactivated, and when a test begins and ends to listen. */
export const hooks = {
	/** n8n calls `create` where this says no. */
	async checkExists(this: IHookFunctions): Promise<boolean> {
		// A test changes nothing at the server, so that there is nothing to be found.
		if (isTest(this)) return false;
		return await hooked(this, async (hook) => {
			const kept = readKept(this, hook.owner.mark);
			if (kept?.url !== hook.url) return false;
			try {
				return await hook.registration.isComplete(wantedOf(await settingsOf(this, hook.client), kept));
			} catch (error) {
				// A server that does not answer while n8n starts has what it had before.
				const isAnswer = error instanceof InputError || (error instanceof RefusedError && (error.status ?? 500) < 500);
				if (!isStart(this) || isAnswer) throw error;
				this.logger.warn(`"${this.getNode().name}": it could not be checked at the start of n8n whether Tactical RMM still calls this workflow; the node assumes it does: ${wordsOf(error)}`);
				return true;
			}
		});
	},

	async create(this: IHookFunctions): Promise<boolean> {
		return await hooked(this, async (hook) => {
			const { client, owner, url, registration } = hook;
			const settings = await settingsOf(this, client);
			const kept: Kept = { mark: owner.mark, url, secret: newSecret() };
			await namingRights(settings.attachTo === 'own' ? NEEDED_FOR_OWN : NEEDED, rightLabels, async () => {
				await requireToRead(client, settings);
				if (isTest(this)) return await ringSoon(this, hook, kept);
				const problem = (words: string) => this.logger.warn(`"${this.getNode().name}": ${words}. The rest is registered.`);
				const before = async () => await requireWay(client, url);
				await registration.bring({ ...wantedOf(settings, kept), ...(isStart(this) ? { problem } : { before }) });
			});
			keep(this, kept);
			return true;
		});
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		if (isTest(this)) {
			forget(this);
			return true;
		}
		return await hooked(this, async ({ registration }) => {
			await registration.remove();
			forget(this);
			return true;
		});
	},
};

async function hooked<T>(context: IHookFunctions, task: (hook: Hook) => Promise<T>): Promise<T> {
	try {
		const { client } = await connectionOf(context, { system: tacticalRmm }, { deadline: Date.now() + PATIENCE_MS });
		const owner = ownerOf(context);
		const url = context.getNodeWebhookUrl('default');
		if (!url) throw new InputError('n8n returned no address for this webhook', "Set n8n's WEBHOOK_URL to the address at which Tactical RMM reaches it.");
		return await task({ client, owner, url, registration: new Registration(client, owner) });
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/**
 * Whether a test in the editor begins or ends to listen. n8n says so by the mode in which it begins; it ends in that of a deactivation, and only what
 * n8n keeps of the webhook tells these apart: a test that ends must never take away what the active workflow registered.
 */
function isTest(context: IHookFunctions): boolean {
	const { webhookData } = context as unknown as { webhookData?: { isTest?: boolean } };
	return webhookData?.isTest === true || context.getActivationMode() === 'manual';
}

const isStart = (context: IHookFunctions): boolean => ['init', 'leadershipChange'].includes(context.getActivationMode());

async function settingsOf(context: IHookFunctions, client: TacticalRmmClient): Promise<WebhookSettings> {
	return await readWebhookSettings(context, client, context.getTimezone());
}

function wantedOf({ triggerOn, attachTo, alertTemplateIds = [], clientIds = [] }: WebhookSettings, { url, secret }: Kept): Wanted {
	return { url, secret, directions: triggerOn.map((event) => directions[event]!), at: attachTo === 'own' ? { clients: clientIds } : { templates: alertTemplateIds } };
}

/** What a call leads to has to be allowed as well: found out before anything is changed. */
async function requireToRead(client: TacticalRmmClient, { filters }: WebhookSettings): Promise<void> {
	await client.alerts.find(0);
	if (needAgents(filters as Chosen)) await client.agents.requireRight();
}

/**
 * Has Tactical RMM call the address, with a secret that is none: this node's refusal shows that it gets there.
 * @throws where something else answers, or nothing
 */
async function requireWay(client: TacticalRmmClient, url: string): Promise<void> {
	const advice = `Tactical RMM must reach n8n at ${new URL(url).origin}, which is n8n's WEBHOOK_URL. Anything in between must let calls of ${new URL(url).pathname} through. Nothing was changed.`;
	const asked = { method: 'POST', path: '/core/urlaction/run/test/' };
	let said: string;
	try {
		said = await client.urlActions.tryOut({ pattern: url, rest_method: 'post', rest_body: TEST_BODY, rest_headers: headersOf('none') });
	} catch (error) {
		if (!(error instanceof BadAnswerError)) throw error;
		throw new BadAnswerError(`Tactical RMM cannot reach n8n at ${url}: ${error.message}`, asked, 200, advice);
	}
	// n8n itself, which may know the address only once the workflow is active.
	if (said === JSON.stringify(REFUSED) || /webhook/i.test(said)) return;
	throw new BadAnswerError(`Something other than n8n answers Tactical RMM at ${url}: ${shortened(said.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim(), 100) || 'nothing'}`, asked, 200, advice);
}

/** A test changes nothing at the server: it is asked to call the address once, as soon as n8n listens. */
async function ringSoon(context: IHookFunctions, { client, url }: Hook, { secret }: Kept): Promise<void> {
	await requireWay(client, url);
	const ring = async () => {
		try {
			await client.urlActions.tryOut({ pattern: url, rest_method: 'post', rest_body: TEST_BODY, rest_headers: headersOf(secret) });
		} catch (error) {
			context.logger.warn(`"${context.getNode().name}": Tactical RMM did not make the call of the test: ${wordsOf(error)}`);
		}
	};
	setTimeout(() => void ring(), RING_AFTER_MS).unref();
}
