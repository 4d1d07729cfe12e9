import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const BYTES = 32;

/** A secret that only the server and this node know: 43 letters, digits, `-` and `_`. */
export function newSecret(): string {
	return randomBytes(BYTES).toString('base64url');
}

/** Whether something has the form of a secret that was made here: what has not is not worth a question to anybody. */
export function looksLikeSecret(sent: unknown): sent is string {
	return typeof sent === 'string' && /^[\w-]{43}$/.test(sent);
}

/** Whether it is that secret; how long this takes says nothing of how much of it is right. */
export function isSecret(sent: unknown, secret: string | undefined): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	const isSame = timingSafeEqual(hash(typeof sent === 'string' ? sent : ''), hash(secret ?? ''));
	return isSame && secret !== undefined && secret !== '';
}
