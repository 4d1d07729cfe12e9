import recorded from '../test/contracts/netalertx/device-get.json';
import { startServer } from '../test/support/server';
import { timesAsMuch, type Bench } from './figure';
import { inChild } from './support/inChild';

/** Our transport beside undici alone on the same server, both reading and parsing the body. The server is in another process. */
export const transport: Bench = {
	name: 'transport',
	async run(report) {
		const body = JSON.stringify(recorded.response.body);
		const server = await startServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
		try {
			report('asking in turns');
			const { ours, undici } = await inChild<Record<'ours' | 'undici', number[]>>('transport', { args: [server.url] });
			return [
				timesAsMuch({
					name: 'transport alone',
					unit: 'requests/s',
					values: ours,
					beside: { name: 'bare undici', values: undici },
					goal: { of: 'ratio', is: 'at least', target: 0.9, aim: 0.95 },
				}),
			];
		} finally {
			await server.stop();
		}
	},
};
