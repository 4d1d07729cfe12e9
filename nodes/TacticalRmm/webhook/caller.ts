import type { IWebhookFunctions } from 'n8n-workflow';
import { InputError } from '../../shared/errors';
import { wordsOf } from '../../shared/thrown';
import { readKept } from '../../shared/webhook/kept';
import { ownerOf } from '../../shared/webhook/owner';
import { isSecret, looksLikeSecret } from '../../shared/webhook/secret';
import type { TacticalRmmClient } from '../client';
import { nameOf, SECRET_HEADER } from './action';
import { Registration } from './registration';

/** How often, at most, the secrets that the server sends are read there. */
const ASK_AGAIN_MS = 30_000;

/** What a server says that it sends to a node. */
interface Sent {
	server: string;
	secrets: readonly string[];
}

/** By the node's mark: when the secrets that the server sends were read, and the result. */
const asked = new Map<string, { at: number; answer: Promise<Sent> }>();

/** The client of a node, and its server's address. */
export interface Reached {
	client: TacticalRmmClient;
	server: string;
}

/**
 * Whether a call bears the secret: by what n8n keeps of the registration; where that does not fit, by what the server itself sends now. n8n may
 * have been killed before it had kept it, and an older copy may have been put back.
 */
export async function isAllowed(context: IWebhookFunctions, reach: () => Promise<Reached>): Promise<boolean> {
	const sent = secretOf(context);
	const { mark } = ownerOf(context);
	if (isSecret(sent, readKept(context, mark)?.secret)) return true;
	if (!looksLikeSecret(sent) || context.getMode() === 'manual') return false;
	try {
		return isAmong(await sentNow(context, reach), sent);
	} catch (error) {
		context.logger.warn(`"${context.getNode().name}": a call was refused, because the secret that Tactical RMM sends could not be read: ${wordsOf(error)}`);
		return false;
	}
}

/**
 * An alert's ID means another alert at another server: a call that the server of the credential does not make is never looked up there.
 * @throws InputError where the credential names another server than the workflow was registered with
 */
export async function requireSameServer(context: IWebhookFunctions, reached: Reached): Promise<void> {
	const { server } = reached;
	const owner = ownerOf(context);
	const kept = readKept(context, owner.mark);
	if (!kept || kept.server === server || context.getMode() === 'manual') return;
	// The same server under another address sends the same secret.
	if (isAmong(await sentNow(context, async () => await Promise.resolve(reached), server), secretOf(context))) return;
	throw new InputError(
		`The Tactical RMM at ${kept.server} called, but the credential now leads to ${server}`,
		`Nothing was read, because the alert's ID means another alert there. Publish the workflow again, so that ${server} calls it. At ${kept.server}, remove the URL action "${nameOf(owner)}" from the alert templates, and then delete it.`,
	);
}

function secretOf(context: IWebhookFunctions): unknown {
	return context.getHeaderData()[SECRET_HEADER.toLowerCase()];
}

function isAmong({ secrets }: Sent, sent: unknown): boolean {
	return secrets.filter((secret) => isSecret(sent, secret)).length > 0;
}

/**
 * Calls that come at once share one question, and anyone who calls with a wrong secret again and again does not make n8n ask as often.
 * @param of the server whose answer is wanted, where that is known
 */
async function sentNow(context: IWebhookFunctions, reach: () => Promise<Reached>, of?: string): Promise<Sent> {
	const owner = ownerOf(context);
	const before = asked.get(owner.mark);
	if (before && Date.now() - before.at < ASK_AGAIN_MS) {
		const sent = await before.answer;
		if (of === undefined || sent.server === of) return sent;
	}
	const ask = async (): Promise<Sent> => {
		const { client, server } = await reach();
		return { server, secrets: await new Registration(client, owner).secrets(context.getNodeWebhookUrl('default') ?? '') };
	};
	const question = { at: Date.now(), answer: ask() };
	asked.set(owner.mark, question);
	try {
		return await question.answer;
	} catch (error) {
		if (asked.get(owner.mark) === question) asked.delete(owner.mark);
		throw error;
	}
}
