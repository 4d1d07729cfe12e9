import { InputError } from '../shared/errors';
import { text, type Field } from '../shared/fields';
import { isVersion } from './version';

/** Shown above operations whose request is assumed. */
export const ASSUMED_NOTICE =
	'Not documented by Meshtech. If it fails, set the path in the credential under Advanced.';

export const jobTypeWords = { displayName: 'Job Type', description: "The server's name for this job type (assumed; see docs)" };

/** Text of the form that Meshtech documents for versions. */
export function version(displayName: string, description?: string): Field<string> {
	const field = text({ displayName, placeholder: 'e.g. 3.4.1', description });
	return {
		...field,
		read: async (raw, reading) => requireVersion((await field.read(raw, reading)).trim()),
	};
}

/** @throws InputError for anything else */
export function requireVersion(entered: string): string {
	if (isVersion(entered)) return entered;
	throw new InputError(`must be a version like 3.4.1 or 3.4.1-beta.2, but is "${entered.slice(0, 60)}"`);
}
