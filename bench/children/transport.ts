/** Reads as many bodies as it can from a server, through our transport and through undici alone, in turns. */
import { Agent, request } from 'undici';
import { z } from 'zod/v4';
import type { Call } from '../../nodes/shared/http/call';
import { Http } from '../../nodes/shared/http/http';
import { answer } from '../support/answer';
import { inTurns } from '../support/rounds';

const REQUESTS = 10_000;
const AT_ONCE = 32;

const [url] = process.argv.slice(2) as [string];
const headers = { authorization: 'Bearer bench' };

const http = new Http(
	{ baseUrl: url, headers, secrets: ['bench'], allowUnauthorizedCerts: false, caCertificate: '' },
	{ product: 'Server', exampleAddress: 'http://server', secret: { name: 'key', rememberedMs: 0 }, refusal: () => undefined, addressAdvice: () => '' },
);
const call: Call<unknown> = { method: 'GET', path: ['device', '00:11:22:33:44:55'], effect: 'read', answer: z.unknown() };
const dispatcher = new Agent({ connections: AT_ONCE, pipelining: 1 });

async function perSecond(ask: () => Promise<unknown>): Promise<number> {
	let left = REQUESTS;
	const from = performance.now();
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			while (left-- > 0) await ask();
		}),
	);
	return (REQUESTS * 1_000) / (performance.now() - from);
}

void inTurns(
	{
		ours: async () => await perSecond(async () => await http.request(call)),
		undici: async () => await perSecond(async () => await (await request(`${url}/device/00:11:22:33:44:55`, { dispatcher, headers })).body.json()),
	},
	() => {},
).then(answer);
