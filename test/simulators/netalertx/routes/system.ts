import { freemem, loadavg, totalmem } from 'node:os';
import { json, page, text } from '../answers';
import { get, post, type Routes } from '../routing';
import { integer, model, string } from '../models';
import { DevicesView, statusFilters, type ViewedDevice } from '../view';
import { minute } from '../time';
import type { Server } from '../server';

/** The server itself: authentication check, settings, health, figures, notifications, pause. */
export const systemRoutes: Routes = (server) => [
	get('/', () => redirect('/docs'), { open: true }),
	get('/auth', () => json({ message: 'Authentication check successful', success: true })),
	// Secrets are given in plain text, and a key that does not exist is ''.
	get('/settings/:key', ({ params: { key = '' } }) =>
		json({ success: true, value: Object.hasOwn(server.settings, key) ? server.settings[key] : '' }),
	),
	get('/health', () => json(health(server))),
	get('/metrics', () => text(metrics(new DevicesView(server.database, server.now()).all()), 'text/plain')),
	post(
		'/scan/pause',
		model({ minutes: integer({ min: 1, max: 1440 }) }),
		({ body }) => {
			const until = new Date(server.now().getTime() + Number(body.minutes) * minute).toISOString().replace(/\.\d+Z$/, '+00:00');
			return json({ message: `Scans paused for ${body.minutes} minutes`, pause_until: until, success: true });
		},
		{ refusedWith: 400 },
	),
	post('/scan/resume', undefined, () => json({ message: 'Scans resumed', pause_until: '', success: true })),
	// Any text is queued.
	post(
		'/logs/add-to-execution-queue',
		model({ action: string() }),
		({ body: { action } }) => {
			server.queue.push(String(action));
			return json({ message: `[UserEventsQueueInstance] Action "${String(action)}" added to the execution queue.`, success: true });
		},
		{ refusedWith: 400 },
	),
];

function redirect(location: string) {
	const link = `<a href="${location}">${location}</a>`;
	const sentence = `You should be redirected automatically to the target URL: ${link}. If not, click the link.`;
	const html = `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>${sentence}\n`;
	return { ...page(302, 'Found', ''), headers: { Location: location }, body: html };
}

function health({ database }: Server) {
	const megabyte = 2 ** 20;
	const rows = database.devices().length + database.events().length;
	const used = totalmem() - freemem();
	return {
		success: true,
		cpu_temp: null,
		db_size_mb: Number((0.25 + rows / 1000).toFixed(2)),
		load_1m: Number((loadavg()[0] ?? 0).toFixed(2)),
		mem_mb: Math.round(totalmem() / megabyte),
		mem_usage_pct: Math.round((used / totalmem()) * 100),
		storage_gb: 64.5,
		storage_pct: 6,
	};
}

/** Prometheus text. Here archived devices count as mine, and a device has a wording of its own for being online. */
function metrics(devices: ViewedDevice[]): string {
	const count = (word: string) => devices.filter(statusFilters[word] ?? (() => true)).length;
	const words = [['connected'], ['offline'], ['down'], ['new'], ['archived'], ['favorite', 'favorites'], ['my', 'every']];
	const totals = words.map(([name = '', word = name]) => `netalertx_${name}_devices ${count(word)}`);
	const states = devices.map((device) => {
		const labels = {
			device: device.devName,
			mac: device.devMac,
			ip: device.devLastIP,
			vendor: device.devVendor,
			first_connection: device.devFirstConnection,
			last_connection: device.devLastConnection,
			dev_type: device.devType,
			device_status: device.devStatus === 'On-line' ? 'Online' : device.devStatus === 'Off-line' ? 'Offline' : device.devStatus,
		};
		const written = Object.entries(labels).map(([name, value]) => `${name}="${String(value).replace(/[\\"]/g, '\\$&')}"`);
		return `netalertx_device_status{${written.join(', ')}} 1`;
	});
	return `${[...totals, ...states].join('\n')}\n`;
}
