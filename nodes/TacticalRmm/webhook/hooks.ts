import type { IHookFunctions } from 'n8n-workflow';
import { BadAnswerError, InputError } from '../../shared/errors';
import { isRecord } from '../../shared/isRecord';
import { toShortNodeError } from '../../shared/nodeErrors';
import { namingRights } from '../../shared/rights';
import { shortened } from '../../shared/text';
import { wordsOf } from '../../shared/thrown';
import { connectionOf } from '../../shared/watch/poll';
import { lenientJson } from '../../shared/webhook/call';
import { forget, keep, readKept, type Kept } from '../../shared/webhook/kept';
import { ownerOf, type Owner } from '../../shared/webhook/owner';
import { newSecret } from '../../shared/webhook/secret';
import type { TacticalRmmClient } from '../client';
import type { Right } from '../rights';
import { rightLabels } from '../rights';
import { tacticalRmm } from '../system';
import { needAgents, type Chosen } from '../watch/filters';
import { headersOf, nameOf } from './action';
import { Registration, type Wanted } from './registration';
import { REFUSED } from './refused';
import { readWebhookSettings, type WebhookSettings } from './settings';
import { directions } from './templates';

/** How long one hook may take: n8n waits for it. */
const PATIENCE_MS = 60_000;
/** How long after a test began to listen it is rung for: n8n has to keep what the hook left first. */
const RING_AFTER_MS = 1_000;
const WEBHOOK_URL = "Set n8n's WEBHOOK_URL to the address at which Tactical RMM reaches it, such as https://n8n.example.com/.";
const TEST_BODY = '{"test":true}';

const NEEDED: readonly Right[] = ['can_run_urlactions', 'can_edit_core_settings', 'can_list_alerttemplates', 'can_manage_alerttemplates', 'can_list_alerts', 'can_list_agents'];
const NEEDED_FOR_OWN: readonly Right[] = [...NEEDED, 'can_list_clients', 'can_manage_clients'];

/** What a hook works with. */
interface Hook {
	client: TacticalRmmClient;
	/** Its address. */
	server: string;
	owner: Owner;
	url: string;
	registration: Registration;
}

/** What n8n calls when the workflow is activated and deactivated, and when a test begins and ends to listen. */
export const hooks = {
	/** n8n calls `create` where this is false. */
	async checkExists(this: IHookFunctions): Promise<boolean> {
		// A test changes nothing at the server, so that there is nothing to be found.
		if (isTest(this)) return false;
		return await hooked(this, async (hook) => {
			const kept = readKept(this, hook.owner.mark);
			if (kept?.url !== hook.url || kept.server !== hook.server) return false;
			try {
				return await hook.registration.isComplete(wantedOf(await settingsOf(this, hook.client), kept));
			} catch (error) {
				// A server that does not say while n8n starts, also to a key that may not ask, has what it had before. A throw would have n8n stop
				// listening until it tries again, and calls that are not answered are not repeated.
				if (!isStart(this) || error instanceof InputError) throw error;
				this.logger.warn(`"${this.getNode().name}": it could not be checked at the start of n8n whether Tactical RMM still calls this workflow; the node assumes it does: ${wordsOf(error)}`);
				return true;
			}
		});
	},

	async create(this: IHookFunctions): Promise<boolean> {
		return await hooked(this, async (hook) => {
			const { client, server, owner, url, registration } = hook;
			const settings = await settingsOf(this, client);
			const earlier = readKept(this, owner.mark);
			const since = () => (earlier?.server === server ? earlier.since : client.serverNow().toISOString());
			const kept: Kept = { mark: owner.mark, server, url, secret: newSecret(), since: '' };
			await namingRights(settings.attachTo === 'own' ? NEEDED_FOR_OWN : NEEDED, rightLabels, async () => {
				await requireToRead(client, settings);
				if (isTest(this)) {
					// n8n shows nobody why a publication failed: what it would fail for is said here.
					await registration.requireFree(wantedOf(settings, kept));
					return await ringSoon(this, hook, kept);
				}
				const problem = (words: string) => this.logger.warn(`"${this.getNode().name}": ${words}. The rest is registered.`);
				const remark = (words: string) => this.logger.warn(`"${this.getNode().name}": ${words}.`);
				const before = async () => await requireWay(client, url);
				await registration.bring({ ...wantedOf(settings, kept), remark, ...(isStart(this) ? { problem } : { before }) });
			});
			sayWhatStays(this, hook);
			keep(this, { ...kept, since: since() });
			return true;
		});
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		if (isTest(this)) {
			forget(this);
			return true;
		}
		try {
			return await hooked(this, async (hook) => {
				await hook.registration.remove();
				sayWhatStays(this, hook);
				forget(this);
				return true;
			});
		} catch (error) {
			// A throw would end up in n8n's log as well, and leave behind what other nodes of the workflow have registered.
			const { message } = toShortNodeError(this.getNode(), error);
			const what = 'The registration in Tactical RMM was not removed, or only in part. Activate and deactivate the workflow again to remove it';
			this.logger.error(`"${this.getNode().name}": ${what}: ${message}`);
			return false;
		}
	},
};

async function hooked<T>(context: IHookFunctions, task: (hook: Hook) => Promise<T>): Promise<T> {
	try {
		const { client, identity } = await connectionOf(context, { system: tacticalRmm }, { deadline: Date.now() + PATIENCE_MS });
		const owner = ownerOf(context);
		const url = context.getNodeWebhookUrl('default');
		if (!url) throw new InputError('n8n returned no address for this webhook', WEBHOOK_URL);
		if (!URL.canParse(url)) throw new InputError(`"${url}", which n8n returned as the address of this webhook, is not a URL`, WEBHOOK_URL);
		return await task({ client, server: identity.scope, owner, url, registration: new Registration(client, owner) });
	} catch (error) {
		throw toShortNodeError(context.getNode(), error);
	}
}

/** What is at the server that the credential named before can be taken away by nobody but a person. */
function sayWhatStays(context: IHookFunctions, { server, owner }: Hook): void {
	const kept = readKept(context, owner.mark);
	if (!kept || kept.server === server) return;
	context.logger.warn(`"${context.getNode().name}": the credential names ${server} now, and the registration at ${kept.server} stays. Take the URL action "${nameOf(owner)}" out of the alert templates there, and then delete it.`);
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
 * Makes Tactical RMM call the address with a wrong secret: this node's refusal shows that it gets there.
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
	if (isN8n(said)) return;
	throw new BadAnswerError(`Something other than n8n answers Tactical RMM at ${url}: ${shortened(said.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim(), 100) || 'nothing'}`, asked, 200, advice);
}

/** This node's refusal, or that of n8n itself, which may know the address only once the workflow is active. A sign-in page may name the address as well. */
function isN8n(said: string): boolean {
	const json = lenientJson(said);
	if (!isRecord(json) || typeof json.message !== 'string') return false;
	return json.message === REFUSED.message || ('code' in json && /webhook/i.test(json.message));
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
