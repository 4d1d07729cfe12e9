import { alone } from '../../shared/alone';
import { InputError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import { downloadedScript, scriptList, scriptRecord, scriptResult, type ScriptRecord, type ScriptResult, type ScriptRow } from '../schemas/scripts';
import { afterwards, ifAllowed, theNewOne, type Unread } from './afterwards';
import { requireShortWait } from './live';

/** Columns of a script, as the server names them. */
export type ScriptValues = Readonly<Record<string, unknown>>;

/** Code that is run without being stored. */
export interface Trial {
	code: string;
	shell: string;
	args: string[];
	env: string[];
	/** Seconds. */
	timeout: number;
	runAsUser: boolean;
}

/** The scripts that the server stores. */
export class ScriptsApi {
	private readonly known = new Map<number, Promise<ScriptRecord>>();

	constructor(private readonly http: Http) {}

	/** Without their code. */
	async list({ community, hidden }: { community: boolean; hidden: boolean }): Promise<ScriptRow[]> {
		const query = { ...(!community && { showCommunityScripts: false }), ...(hidden && { showHiddenScripts: true }) };
		return await this.http.request({ method: 'GET', path: ['scripts'], query, effect: 'read', rights: ['can_list_scripts'], answer: scriptList, limit: COMPLETE_LIST, timeoutMs: 60_000 });
	}

	/** With its code. */
	async get(id: number): Promise<ScriptRecord> {
		return await this.http.request({ method: 'GET', path: ['scripts', id], effect: 'read', rights: ['can_list_scripts'], answer: scriptRecord });
	}

	/** As a file would have it. @param withSnippets whether names of snippets in it are replaced by their code */
	async download(id: number, withSnippets: boolean): Promise<{ filename: string; code: string }> {
		const query = withSnippets ? undefined : { with_snippets: false };
		return await this.http.request({ method: 'GET', path: ['scripts', id, 'download'], query, effect: 'read', rights: ['can_list_scripts'], answer: downloadedScript, limit: 64_000_000 });
	}

	/** The script, read once for all runs of it that this client starts. */
	async toRun(id: number): Promise<ScriptRecord> {
		const reading = this.known.get(id) ?? this.get(id);
		this.known.set(id, reading);
		try {
			return await reading;
		} catch (error) {
			this.known.delete(id);
			throw error;
		}
	}

	/**
	 * Creates a script and returns it. The server answers a sentence without the id, so it is found among those that are new; one
	 * after the other in this process, so that no two are mixed up.
	 */
	async create(values: ScriptValues & { name: string }): Promise<ScriptRecord> {
		return await alone(`${this.http.key} create script`, async () => {
			const before = new Set((await this.all()).map(({ id }) => id));
			await this.http.request({ method: 'POST', path: ['scripts'], json: values, effect: 'once', rights: ['can_manage_scripts'], answer: sentence });
			return await afterwards('The script was created', async () => {
				const made = theNewOne('script', { method: 'POST', path: '/scripts/' }, before, await this.all(), ({ name }) => name === values.name);
				return await this.get(made.id);
			});
		});
	}

	private async all(): Promise<ScriptRow[]> {
		return await this.list({ community: true, hidden: true });
	}

	/**
	 * Writes these columns and no other, and returns the script. Of one that comes with the server, only `favorite` and `hidden` can be set, one
	 * at a time: beside `favorite`, it drops all else silently.
	 * @throws InputError for other columns of such a script together with these
	 */
	async update(id: number, values: ScriptValues): Promise<ScriptRecord | Unread> {
		const { hidden, ...others } = values;
		const isMixed = ('favorite' in values || 'hidden' in values) && Object.keys(values).some((name) => name !== 'favorite' && name !== 'hidden');
		if (isMixed) await this.requireOwn(id);
		const areBoth = 'favorite' in values && 'hidden' in values;
		await this.write(id, areBoth ? others : values);
		if (areBoth) await this.write(id, { hidden });
		return await ifAllowed('The script was changed', async () => await this.get(id));
	}

	/** Only the list tells where a script comes from. */
	private async requireOwn(id: number): Promise<void> {
		const script = (await this.all()).find((each) => each.id === id);
		if (script?.script_type !== 'builtin') return;
		throw new InputError(
			`"${script.name}" comes with Tactical RMM: only 'Favorite' and 'Hidden' of it can be changed`,
			'Tactical RMM would silently drop all other changes. To make them, copy it to your own script. Nothing was sent.',
		);
	}

	private async write(id: number, values: ScriptValues): Promise<void> {
		await this.http.request({ method: 'PUT', path: ['scripts', id], json: values, effect: 'idempotent', rights: ['can_manage_scripts'], answer: sentence });
	}

	/** Sent once: a second time it would find nothing and be a failure. */
	async delete(id: number): Promise<string> {
		return await this.http.request({ method: 'DELETE', path: ['scripts', id], effect: 'once', rights: ['can_manage_scripts'], answer: sentence });
	}

	/**
	 * Runs code on an agent and waits for all that it gives. Nothing of it is stored.
	 * @throws InputError for a timeout that the server cannot wait out
	 */
	async test(agentId: string, { code, shell, args, env, timeout, runAsUser }: Trial): Promise<ScriptResult> {
		requireShortWait(timeout, "Store the script and run it with 'Wait With Result', which has no such limit.");
		const json = { code, shell, args, env_vars: env, timeout, run_as_user: runAsUser };
		const timeoutMs = (timeout + 10) * 1000;
		return await this.http.request({ method: 'POST', path: ['scripts', agentId, 'test'], json, effect: 'once', rights: ['can_run_scripts'], answer: scriptResult, timeoutMs });
	}
}
