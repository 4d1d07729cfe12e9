import * as z from 'zod/v4';

/** What a write is answered with: a sentence, most often without the new record's id. */
export const sentence = z.string();
export const anything = z.unknown();
/** Text of an agent that may be missing. */
export const optionalText = z.string().nullish();
/** How something is called; '' where that is odd. */
export const name = z.string().default('');
/** What every record has, and nothing is lost by where one is odd: null then. */
export const text = z.string().nullable();
export const number = z.number().nullable();
export const flag = z.boolean().nullable();
export const texts = z.array(z.string()).nullable();
