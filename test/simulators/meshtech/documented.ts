import type { Router } from 'express';
import { bodyOf, ok, refuse } from './answers';
import type { Fleet } from './fleet';

/** How the server's pages behave. Only `works` is what Meshtech intends; how the next page is requested is an assumption. */
export type Paging = 'works' | 'ignoresToken' | 'repeatsToken';

export interface Pages {
	behave: Paging;
	/** ASSUMED: the query parameter for the next page. */
	parameter: string;
	/** ASSUMED: most devices of a page, whatever is requested. */
	most: number;
}

/** The requests of the vendor's page. */
export function documentedRoutes(router: Router, fleet: Fleet, pages: Pages): void {
	router.get('/devices', ({ query }, response) => {
		const size = Math.min(Number(query.MaxResults ?? pages.most), pages.most);
		const given = pages.behave === 'ignoresToken' ? undefined : query[pages.parameter];
		const from = given === undefined ? 0 : offsetOf(String(given));
		if (!(size > 0) || from === undefined) return refuse(response, 400, 'MaxResults or token is not valid');
		const items = fleet.list().slice(from, from + size);
		const end = pages.behave === 'repeatsToken' ? Math.min(from + size, size) : from + size;
		response.json({ nextToken: end < fleet.list().length ? tokenOf(end) : null, items });
	});

	router.put('/devices/:id/friendly-name', (request, response) => {
		const device = fleet.find(request.params.id);
		const { name } = bodyOf(request);
		if (!device) return refuse(response, 404, 'Device not found');
		if (typeof name !== 'string' || !name) return refuse(response, 400, 'name is required');
		device.friendlyName = name;
		ok(response);
	});

	router.post('/labels', (request, response) => {
		const { label } = bodyOf(request);
		if (typeof label !== 'string' || !label) return refuse(response, 400, 'label is required');
		if (fleet.labels.has(label)) return refuse(response, 409, 'Label exists already');
		fleet.labels.add(label);
		ok(response);
	});

	router.delete('/devices/:id/labels/:label', ({ params }, response) => {
		const device = fleet.find(params.id);
		if (!device?.labels.includes(params.label)) return refuse(response, 404, device ? 'Device has no such label' : 'Device not found');
		device.labels = device.labels.filter((each) => each !== params.label);
		ok(response);
	});
}

/** As opaque as the real one. */
function tokenOf(offset: number): string {
	return Buffer.from(`AQJO0jgAvRuvOp51fsL4:${offset}`).toString('base64');
}

function offsetOf(token: string): number | undefined {
	const [, offset] = /^AQJO0jgAvRuvOp51fsL4:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
	return offset === undefined ? undefined : Number(offset);
}
