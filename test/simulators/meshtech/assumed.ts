import type { Request, Response, Router } from 'express';
import { bodyOf, ok, refuse } from './answers';
import type { Fleet } from './fleet';
import type { Jobs } from './jobs';

/** ASSUMED, all of it: what the vendor's page promises without a path. Each can be moved elsewhere, or be missing (null). */
export const assumedPaths = {
	device: '/devices/:id',
	addLabel: '/devices/:id/labels',
	firmwares: '/firmwares',
	createJob: '/jobs',
	jobs: '/jobs',
	job: '/jobs/:id',
};
export type AssumedPaths = Record<keyof typeof assumedPaths, string | null>;

const firmwares = [
	{ id: 'fw-1', firmwareVersion: '3.4.1', modelNumber: '2011', fileName: 'gateway-2011-3.4.1.raucb' },
	{ id: 'fw-2', firmwareVersion: '3.5.0-beta.1', modelNumber: '2011', fileName: 'gateway-2011-3.5.0-beta.1.raucb' },
	{ id: 'fw-3', firmwareVersion: '3.4.1', modelNumber: '2012', fileName: 'gateway-2012-3.4.1.raucb' },
];

const methods = { device: 'get', addLabel: 'post', firmwares: 'get', createJob: 'post', jobs: 'get', job: 'get' } as const;

export function assumedRoutes(router: Router, fleet: Fleet, jobs: Jobs, paths: AssumedPaths): void {
	const answers: Record<keyof AssumedPaths, (request: Request, response: Response) => unknown> = {
		device: ({ params }, response) => {
			const device = fleet.find(String(params.id));
			return device ? response.json(device) : refuse(response, 404, 'Device not found');
		},
		addLabel: (request, response) => {
			const device = fleet.find(String(request.params.id));
			const { label } = bodyOf(request);
			if (!device) return refuse(response, 404, 'Device not found');
			if (typeof label !== 'string' || !label) return refuse(response, 400, 'label is required');
			if (!device.labels.includes(label)) device.labels.push(label);
			fleet.labels.add(label);
			return ok(response);
		},
		firmwares: (_, response) => response.json({ items: firmwares, nextToken: null }),
		createJob: (request, response) => {
			const { type, deviceIds, firmwareVersion } = bodyOf(request);
			const isRight = typeof type === 'string' && Array.isArray(deviceIds) && deviceIds.every((id) => fleet.find(String(id))) && firmwareVersion;
			if (!isRight) return refuse(response, 400, 'type, deviceIds and firmwareVersion are required');
			return response.json(jobs.view(jobs.create({ type, deviceIds: deviceIds.map(String), firmwareVersion: String(firmwareVersion) })));
		},
		jobs: (_, response) => response.json({ items: jobs.all.map((job) => jobs.view(job)), nextToken: null }),
		job: ({ params }, response) => {
			const job = jobs.all.find(({ id }) => id === params.id);
			return job ? response.json(jobs.view(job)) : refuse(response, 404, 'Job not found');
		},
	};
	for (const name of Object.keys(answers) as Array<keyof AssumedPaths>) {
		const path = paths[name];
		if (path !== null) router[methods[name]](path, (request, response) => void answers[name](request, response));
	}
}
