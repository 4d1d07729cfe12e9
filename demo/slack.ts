/** A Slack for one machine: n8n's own Slack node reaches it as slack.com, and what is sent is kept in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../test/e2e/n8n/wait';
import { startOneHostProxy } from './oneHostProxy';
import { slackApi } from './slackApi';
import type { SlackMessage } from './slackApi';
import { certificateFor, writeAuthorities } from './slackCertificate';

export type { SlackMessage } from './slackApi';

export interface SlackOptions {
	/** The access token that is valid; default `xoxb-simulated`. */
	token?: string;
	/** Called with every message as it arrives. */
	onMessage?: (message: SlackMessage) => void;
}

export interface Slack {
	/** n8n has to use it for HTTPS; it leads to this Slack and to nothing else. */
	readonly proxyUrl: string;
	/** PEM: the authorities that n8n has to trust. */
	readonly caFile: string;
	/** What n8n has to be started with to reach this Slack, made of the two above. */
	readonly environment: NodeJS.ProcessEnv;
	readonly token: string;
	/** In the order of arrival. */
	readonly messages: readonly SlackMessage[];
	/** Every other host that was requested, with its port. */
	readonly refused: readonly string[];
	/** The first message that fits, arrived already or within the deadline (default 10,000 ms); an Error at the deadline. */
	waitFor(fits: (message: SlackMessage) => boolean, deadlineMs?: number): Promise<SlackMessage>;
	clear(): void;
	stop(): Promise<void>;
}

const host = 'slack.com';

/** Starts it on loopback. Nothing is ever sent to the real Slack, nor anywhere else. */
export async function startSlack({ token = 'xoxb-simulated', onMessage }: SlackOptions = {}): Promise<Slack> {
	const messages: SlackMessage[] = [];
	const app = slackApi(token, (message) => {
		messages.push(message);
		onMessage?.(message);
	});
	const { leaf, ca } = await certificateFor(host);
	const server = createServer(leaf, app);
	const proxy = await startOneHostProxy(`${host}:443`, server);
	const folder = mkdtempSync(join(tmpdir(), 'slack-'));
	const caFile = join(folder, 'authorities.pem');
	writeAuthorities(caFile, ca);
	return {
		proxyUrl: proxy.url,
		caFile,
		// The lower-case name comes first for n8n, and may be set on this machine.
		environment: { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NODE_EXTRA_CA_CERTS: caFile },
		token,
		messages,
		refused: proxy.refused,
		waitFor: async (fits, deadlineMs = 10_000) =>
			await until('a Slack message to arrive', () => messages.find(fits), { deadlineMs, everyMs: 20 }),
		clear: () => void messages.splice(0),
		stop: async () => {
			await proxy.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
