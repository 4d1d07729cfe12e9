import { InputError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { ReadOnce } from '../../shared/readOnce';
import { lockedBehind500 } from '../locked';
import * as answers from '../schemas';

/** Those that the route for scans takes; all others go by the queue that NetAlertX's own pages use. */
const SCANS: ReadonlySet<string> = new Set(['ARPSCAN', 'NMAPDEV', 'NMAP', 'INTRNT', 'AVAHISCAN', 'NBTSCAN']);

/** The schedule of scans, and plugins run outside of it. */
export class ScansApi {
	private readonly known = new ReadOnce();

	constructor(private readonly http: Http) {}

	/** Pauses the schedule from now on; what is queued by hand runs anyway. */
	async pause(minutes: number): Promise<{ message: string | null; until: string | null }> {
		const { message, pause_until: until } = await this.http.request({ method: 'POST', path: ['scan', 'pause'], json: { minutes }, effect: 'idempotent', answer: answers.pause, ...lockedBehind500 });
		return { message: message ?? null, until: until || null };
	}

	async resume(): Promise<{ message: string | null }> {
		const { message } = await this.http.request({ method: 'POST', path: ['scan', 'resume'], json: {}, effect: 'idempotent', answer: answers.pause, ...lockedBehind500 });
		return { message: message ?? null };
	}

	/** The plugins that are loaded, by NetAlertX's words for them, read once. */
	async plugins(): Promise<string[]> {
		return await this.known.get('plugins', async () => {
			const { value } = await this.http.request({ method: 'GET', path: ['settings', 'LOADED_PLUGINS'], effect: 'read', answer: answers.setting });
			return Array.isArray(value) ? value.filter((each) => typeof each === 'string' && each !== '') : [];
		});
	}

	/**
	 * Queues a run of a plugin. The queue takes any text and says "success", so that only what is loaded is sent.
	 * @throws InputError for a plugin that is not
	 */
	async run(plugin: string): Promise<{ plugin: string; message: string | null }> {
		const loaded = await this.plugins();
		const name = loaded.find((each) => each.toUpperCase() === plugin.trim().toUpperCase());
		if (name === undefined) throw notLoaded(plugin, loaded);
		const [path, json] = SCANS.has(name) ? [['nettools', 'trigger-scan'], { type: name }] : [['logs', 'add-to-execution-queue'], { action: `run|${name}` }];
		const { message } = await this.http.request({ method: 'POST', path, json, effect: 'once', answer: answers.message });
		return { plugin: name, message };
	}
}

function notLoaded(plugin: string, loaded: readonly string[]): InputError {
	const named = plugin.slice(0, 60);
	if (loaded.length === 0) return new InputError(`It is not known whether the plugin "${named}" is loaded`, 'NetAlertX does not report which plugins are loaded (setting LOADED_PLUGINS). Nothing was sent.');
	return new InputError(`The plugin "${named}" is not loaded in NetAlertX`, `Loaded are: ${[...loaded].sort().join(', ')} (setting LOADED_PLUGINS). Nothing was sent.`);
}
