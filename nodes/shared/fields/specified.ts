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
 * What can be entered in fields or as JSON. A workflow from before there was a choice has JSON and no choice, and somebody may have gone back to the
 * fields: the form keeps the JSON beside them, unseen, and {@link enteredOnce} neither sends nor forgets it.
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
 * What was entered in the one that was chosen.
 * @param inFields undefined where JSON was chosen
 * @throws InputError for JSON that was entered and not chosen: it may be left over
 */
export function enteredOnce<T extends object>(what: string, inFields: T | undefined, asJson: T): T {
	if (inFields === undefined) return asJson;
	if (Object.keys(asJson).length === 0) return inFields;
	throw new InputError(`'${what}' has JSON as well, which 'Using Fields Below' does not show`, `Set 'Specify ${what}' to 'Using JSON' to send it, or delete it there first. Nothing was sent.`);
}
