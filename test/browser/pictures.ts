import { join } from 'node:path';
import { repository } from '../e2e/n8n/pack';

/** README and docs load them all. */
export const MOST_BYTES = 200_000;

/** The file of a picture of the docs; undefined where SCREENSHOTS is not set, and none is written. */
export const pictureOf = (name: string): string | undefined => (process.env.SCREENSHOTS ? join(repository, 'docs', 'images', `${name}.png`) : undefined);
