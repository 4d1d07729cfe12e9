import { unlessFailed, type Ended } from '../shared/exitCode';
import { collection, flag, wholeNumber } from '../shared/fields';
import type { TacticalRmmClient } from './client';
import { list, pairs } from './fields';
import { scriptLocator } from './locator';
import type { ScriptResult } from './schemas/scripts';

/** What a script's stored arguments, environment and so on are replaced by, where something is entered. */
const overrides = collection(
	{
		displayName: 'Override Defaults',
		placeholder: 'Add override',
		description: 'The script uses the settings stored with it, except for those added here',
		allowNone: true,
	},
	{
		args: list({
			displayName: 'Arguments',
			one: 'argument',
			description: 'Replace the stored arguments. Add each one separately; they are not split at spaces. An expression may return a list. Tactical RMM fills in variables such as {{agent.hostname}}.',
		}),
		env: pairs({ displayName: 'Environment Variables', one: 'variable', description: 'Replace the stored environment variables' }),
		runAsUser: flag({
			displayName: 'Run as User',
			default: false,
			description: 'Whether to run as the logged-in user (Windows). A script that is stored with this setting always does.',
		}),
		timeout: wholeNumber({ displayName: 'Timeout (Seconds)', default: 90, min: 1, description: 'How long the script may take' }),
	},
);

/** The fields of everything that runs a script. */
export const runFields = { scriptId: scriptLocator, overrides };

/** A script with what it is to be run with: the server fills in nothing of what is stored, so it is done here. */
export async function toRun(client: TacticalRmmClient, scriptId: string, entered: { args?: string[]; env?: string[]; runAsUser?: boolean; timeout?: number }) {
	const stored = await client.scripts.toRun(Number(scriptId));
	return {
		name: stored.name,
		script: stored.id,
		args: entered.args ?? stored.args ?? [],
		env: entered.env ?? stored.env_vars ?? [],
		timeout: entered.timeout ?? stored.default_timeout,
		runAsUser: entered.runAsUser ?? stored.run_as_user,
	};
}

/** The exit code of the agent itself, for a script that took longer than it may; what it says then ends the errors. */
const TIMED_OUT = 98;

/** What a run gave, in the names of all outputs. */
export function endedOf({ stdout, stderr, retcode: exitCode, execution_time: durationSeconds }: ScriptResult) {
	return { stdout, stderr, exitCode, durationSeconds };
}

/**
 * The output of a run, unless its exit code is to be an error.
 * @param script its name; undefined for code that is not stored
 * @param agent its host name or ID
 */
export function unlessItFailed<T extends Ended>(ended: T, { script, agent, failOnExitCode }: { script?: string; agent: string; failOnExitCode: boolean }): T {
	const timedOut = ended.exitCode === TIMED_OUT ? /timed out after \d+ seconds/i.exec(ended.stderr ?? '')?.[0].toLowerCase() : undefined;
	return unlessFailed(ended, `${script === undefined ? 'The code' : `The script "${script}"`} on ${agent}`, { failOnExitCode, reason: timedOut });
}
