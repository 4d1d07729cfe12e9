import { isIP } from 'node:net';
import type { Json } from './answers';
import { isMac, isMacWildcard } from './mac';

/** One entry of `details` in a validation refusal, in pydantic's words. */
export interface Problem {
	type: string;
	loc: (string | number)[];
	msg: string;
	input: unknown;
	ctx?: Record<string, unknown>;
}

/** What is wrong with a value; nothing where it is fine. */
type Check = (value: unknown, loc: Problem['loc']) => Problem[];

/** What a route takes: a check for each key it knows. Unknown keys pass, as on the real server. */
export interface Model {
	required: Record<string, Check>;
	optional: Record<string, Check>;
	/** What must hold between keys; gives the sentence of refusal. */
	together?: (body: Json) => string | undefined;
}

export function model(required: Model['required'], optional: Model['optional'] = {}, together?: Model['together']): Model {
	return { required, optional, together };
}

export function problemsOf({ required, optional, together }: Model, body: Json): Problem[] {
	const missing = { type: 'missing', msg: 'Field required', input: body };
	const problems = [
		...Object.entries(required).flatMap(([key, check]) => (key in body ? check(body[key], [key]) : [{ ...missing, loc: [key] }])),
		...Object.entries(optional).flatMap(([key, check]) => (key in body ? check(body[key], [key]) : [])),
	];
	const refused = problems.length === 0 ? together?.(body) : undefined;
	return refused === undefined ? problems : valueError(refused, body, []);
}

function valueError(error: string, input: unknown, loc: Problem['loc']): Problem[] {
	return [{ type: 'value_error', loc, msg: `Value error, ${error}`, input, ctx: { error } }];
}

export const nullable = (check: Check): Check => (value, loc) => (value === null ? [] : check(value, loc));

/** Text of a length; "1 character", "2 characters". */
export function string({ min = 0, max = Infinity } = {}): Check {
	const characters = (count: number) => `${count} character${count === 1 ? '' : 's'}`;
	return (value, loc) => {
		if (typeof value !== 'string') return [{ type: 'string_type', loc, msg: 'Input should be a valid string', input: value }];
		const at = { loc, input: value };
		if (value.length < min) {
			return [{ ...at, type: 'string_too_short', msg: `String should have at least ${characters(min)}`, ctx: { min_length: min } }];
		}
		if (value.length > max) {
			return [{ ...at, type: 'string_too_long', msg: `String should have at most ${characters(max)}`, ctx: { max_length: max } }];
		}
		return [];
	};
}

const spelledBooleans = /^(0|1|true|false|yes|no|on|off|t|f|y|n)$/i;

/** Text that spells a boolean passes, which is how the text "false" can come to lock a field. */
export const boolean: Check = (value, loc) => {
	if (typeof value === 'boolean') return [];
	if (typeof value !== 'string' && typeof value !== 'number') {
		return [{ type: 'bool_type', loc, msg: 'Input should be a valid boolean', input: value }];
	}
	if (spelledBooleans.test(String(value))) return [];
	return [{ type: 'bool_parsing', loc, msg: 'Input should be a valid boolean, unable to interpret input', input: value }];
};

/** A whole number, also as text: queries have nothing else. */
export function integer({ min = -Infinity, max = Infinity } = {}): Check {
	return (value, loc) => {
		const at = { loc, input: value };
		if (typeof value === 'string' && !/^\s*[+-]?\d+\s*$/.test(value)) {
			return [{ ...at, type: 'int_parsing', msg: 'Input should be a valid integer, unable to parse string as an integer' }];
		}
		if (typeof value !== 'string' && typeof value !== 'number') {
			return [{ ...at, type: 'int_type', msg: 'Input should be a valid integer' }];
		}
		if (!Number.isInteger(Number(value))) {
			return [{ ...at, type: 'int_from_float', msg: 'Input should be a valid integer, got a number with a fractional part' }];
		}
		if (Number(value) < min) {
			return [{ ...at, type: 'greater_than_equal', msg: `Input should be greater than or equal to ${min}`, ctx: { ge: min } }];
		}
		if (Number(value) > max) {
			return [{ ...at, type: 'less_than_equal', msg: `Input should be less than or equal to ${max}`, ctx: { le: max } }];
		}
		return [];
	};
}

export function oneOf(words: readonly string[]): Check {
	const quoted = words.map((word) => `'${word}'`);
	const expected = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
	return (value, loc) =>
		words.includes(value as string)
			? []
			: [{ type: 'literal_error', loc, msg: `Input should be ${expected}`, input: value, ctx: { expected } }];
}

/** Text, whole number or boolean; the refusal lists what each of the three has against the value. */
export const scalar: Check = (value, loc) => {
	const kinds = { str: string(), int: integer(), bool: strictBoolean };
	const refusals = Object.entries(kinds).map(([kind, check]) => check(value, [...loc, kind]));
	return refusals.some((problems) => problems.length === 0) ? [] : refusals.flat();
};

const strictBoolean: Check = (value, loc) =>
	typeof value === 'boolean' ? [] : [{ type: 'bool_type', loc, msg: 'Input should be a valid boolean', input: value }];

/** Text, or a list of texts. */
export const textOrTexts: Check = (value, loc) => (Array.isArray(value) ? list(string())(value, loc) : string()(value, loc));

export function list(check: Check): Check {
	return (value, loc) => {
		if (!Array.isArray(value)) return [{ type: 'list_type', loc, msg: 'Input should be a valid list', input: value }];
		return value.flatMap((item, index) => check(item, [...loc, index]));
	};
}

/** A check that passes or refuses with one sentence about the value's text. */
function text(isFine: (value: string) => boolean, complaint: string): Check {
	return (value, loc) => {
		const wrong = string()(value, loc);
		return wrong.length > 0 || isFine(String(value)) ? wrong : valueError(`${complaint}: ${value}`, value, loc);
	};
}

export const mac = text(isMac, 'Invalid MAC address format');
export const ip = text((value) => isIP(value) !== 0, 'Invalid IP address');
/** What is no address is refused as a MAC. */
export const macOrIp = text((value) => isMac(value) || isIP(value) !== 0, 'Invalid MAC address format');

/** The whole list is refused for one wrong entry. */
export const macsOrWildcards: Check = (value, loc) => {
	const wrong = list(string())(value, loc);
	if (wrong.length > 0) return wrong;
	const refused = (value as string[]).find((entry) => !isMac(entry) && !isMacWildcard(entry));
	return refused === undefined ? [] : valueError(`Invalid MAC address format: ${refused}`, value, loc);
};
