import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isRecord } from '../isRecord';

/** What a webhook trigger keeps of its registration, in the static data of its node. */
export interface Kept {
	/** See Owner: what an imported or copied workflow brought along belongs to another one. */
	mark: string;
	/** The server that it is at: a credential may name another one later. */
	server: string;
	/** The address that the server calls. */
	url: string;
	secret: string;
	/** When it was registered first, by the server's clock; ISO 8601. */
	since: string;
}

type Context = Pick<IHookFunctions | IWebhookFunctions, 'getWorkflowStaticData'>;

/** What was kept for this owner; undefined where there is nothing, or it is somebody else's. */
export function readKept(context: Context, mark: string): Kept | undefined {
	const { webhook } = context.getWorkflowStaticData('node');
	if (!isRecord(webhook) || webhook.mark !== mark) return undefined;
	const { server, url, secret, since } = webhook;
	const isKept = typeof server === 'string' && typeof url === 'string' && typeof secret === 'string' && typeof since === 'string';
	return isKept ? { mark, server, url, secret, since } : undefined;
}

export function keep(context: Context, kept: Kept): void {
	context.getWorkflowStaticData('node').webhook = { ...kept };
}

export function forget(context: Context): void {
	delete context.getWorkflowStaticData('node').webhook;
}
