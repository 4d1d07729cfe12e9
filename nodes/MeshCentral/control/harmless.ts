import { InputError } from '../../shared/errors';

/**
 * Parameters that the server takes apart as texts without a look at them: anything else than a text ends the whole MeshCentral process
 * (measured on 1.1.55: `events` with a list as `userid`, `changedevice` with a tag that is no text, and others of the kind).
 */
const TEXTS = new Set(['id', 'nodeid', 'meshid', 'meshname', 'userid', 'username', 'ugrpid', 'publicid', 'name', 'newname', 'email', 'domain', 'filter', 'guestname', 'msg', 'title', 'url']);
/** The same for each entry, or for a single one. */
const LISTS_OF_TEXTS = new Set(['tags', 'nodeids', 'meshids', 'userids', 'usernames', 'links']);

/** @throws InputError for parameters at which the server may break down */
export function requireHarmless(parameters: Readonly<Record<string, unknown>>): void {
	for (const [name, value] of Object.entries(parameters)) {
		const kind = LISTS_OF_TEXTS.has(name) ? 'a text or a list of texts' : TEXTS.has(name) ? 'a text' : undefined;
		const isFine = kind === undefined ? isPlain(value) : isText(value) || (LISTS_OF_TEXTS.has(name) && Array.isArray(value) && value.every(isText));
		if (isFine) continue;
		throw new InputError(
			`'${name.slice(0, 60)}' must be ${kind ?? 'a text, a number, true, false or a list of those'}`,
			'Values of other types crash MeshCentral. Leave out parameters that have no value. Nothing was sent.',
		);
	}
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isPlain(value: unknown): boolean {
	return Array.isArray(value) ? value.every((entry) => entry !== null && typeof entry !== 'object') : value !== null && typeof value !== 'object';
}
