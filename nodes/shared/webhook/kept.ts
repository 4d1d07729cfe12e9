import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isRecord } from '../isRecord';

/** What a webhook trigger keeps of its registration, in the static data of its node. */
export interface Kept {
	/** See Owner: what an imported or copied workflow brought along belongs to another one. */
	mark: string;
	/** The address that the server calls. */
	url: string;
	secret: string;
}

type Context = Pick<IHookFunctions | IWebhookFunctions, 'getWorkflowStaticData'>;

/** What was kept for this owner; undefined where there is nothing, or it is somebody else's. */
export function readKept(context: Context, mark: string): Kept | undefined {
	const { webhook } = context.getWorkflowStaticData('node');
	const isKept = isRecord(webhook) && webhook.mark === mark && typeof webhook.url === 'string' && typeof webhook.secret === 'string';
	return isKept ? { mark, url: webhook.url as string, secret: webhook.secret as string } : undefined;
}

export function keep(context: Context, kept: Kept): void {
	context.getWorkflowStaticData('node').webhook = { ...kept };
}

export function forget(context: Context): void {
	delete context.getWorkflowStaticData('node').webhook;
}
