import { InputError } from '../shared/errors';

/** What the server calls the fields of an operation, by the parameter's name. */
export type ServerNames<F extends object> = Readonly<Record<keyof F & string, string>>;

/** What was entered, by the server's names; what was not added is not there. */
export function renamed<F extends object>(names: ServerNames<F>, entered: Partial<Record<keyof F & string, unknown>>): Record<string, unknown> {
	const given = Object.entries(entered).filter(([, value]) => value !== undefined);
	return Object.fromEntries(given.map(([name, value]) => [names[name as keyof F & string] ?? name, value]));
}

/** @throws InputError where nothing was added: an update without a value is a mistake of anyone who built it */
export function requireSome(values: object): void {
	if (Object.keys(values).length === 0) throw new InputError("'Update Fields' must have at least one value", 'Nothing was sent.');
}
