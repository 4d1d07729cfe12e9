import { randomUUID } from 'node:crypto';
import * as z from 'zod/v4';
import { UnreachableError } from '../../shared/errors';
import { FULL } from '../rights';
import type { Channel } from './channel';

const ANSWERED_WITHIN_MS = 2_000;

const info = z.string().transform((text) => JSON.parse(text) as unknown).pipe(z.looseObject({ meshVersion: z.string() }));

/**
 * The server's version, such as `1.1.55`: it tells only full administrators, in its console (measured), where that is turned on.
 * @returns null where it does not say
 */
export async function versionOf(channel: Channel): Promise<string | null> {
	const { session } = await channel.open();
	if (session.standing.account?.siteRights !== FULL) return null;
	const tag = randomUUID();
	try {
		return await channel.exchange({
			frame: { action: 'serverconsole', value: 'info', tag },
			effect: 'read',
			timeoutMs: ANSWERED_WITHIN_MS,
			answer: ({ action, tag: of, value }) => (action === 'serverconsole' && of === tag ? { value: versionIn(value) } : undefined),
		});
	} catch (error) {
		if (error instanceof UnreachableError && !error.repeatable) return null;
		throw error;
	}
}

function versionIn(value: unknown): string | null {
	try {
		return info.parse(value).meshVersion.replace(/^v/, '');
	} catch {
		return null;
	}
}
