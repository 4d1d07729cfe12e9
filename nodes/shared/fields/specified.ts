import { InputError } from '../errors';
import { choice } from './choice';
import { when, type Field } from './field';

/** Fields or JSON, of which the form shows one: a choice as in n8n's own HTTP Request node, and the two of which it decides. */
export interface Specified<T, C> {
	specify: Field<'fields' | 'json'>;
	inFields: Field<T | undefined, C>;
	asJson: Field<T, C>;
}

/**
 * What can be entered in fields or as JSON. A workflow from before there was a choice may have JSON and no choice: the form keeps it beside the
 * fields, unseen, so that it is read until somebody fills in a field (see {@link enteredOnce}).
 * @param what in Title Case: "Query Parameters"
 * @param name of the parameter that is the choice
 */
export function specified<T, C = unknown>(what: string, name: string, inFields: Field<T, C>, asJson: Field<T, C>): Specified<T, C> {
	const options = [
		{ name: 'Using Fields Below', value: 'fields' },
		{ name: 'Using JSON', value: 'json' },
	] as const;
	const properties = asJson.properties.flatMap((property) => [
		{ ...property, shownWhen: { [name]: ['json'] } },
		{ ...property, type: 'hidden' as const, shownWhen: { [name]: ['fields'] } },
	]);
	return { specify: choice({ displayName: `Specify ${what}`, default: 'fields', options }), inFields: when({ [name]: ['fields'] }, inFields), asJson: { ...asJson, properties } };
}

/**
 * What was entered in one of the two.
 * @param inFields undefined where JSON was chosen
 * @throws InputError for both: which of them is meant is not guessed at
 */
export function enteredOnce<T extends object>(what: string, inFields: T | undefined, asJson: T): T {
	const isEmpty = (value: T) => Object.keys(value).length === 0;
	if (inFields === undefined || isEmpty(inFields)) return asJson;
	if (isEmpty(asJson)) return inFields;
	throw new InputError(`'${what}' are entered both in fields and as JSON`, `Set 'Specify ${what}' to 'Using JSON' and delete the JSON, or keep it and delete the fields. Nothing was sent.`);
}
