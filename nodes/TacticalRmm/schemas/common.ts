import * as z from 'zod/v4';

/** What a write is answered with: a sentence, most often without the new record's id. */
export const sentence = z.string();
export const anything = z.unknown();
/** Text of an agent that may be missing. */
export const optionalText = z.string().nullish();
