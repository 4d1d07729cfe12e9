/** Where a token does not tell: what Meshtech documents. */
const USUAL_LIFETIME_MS = 30 * 60_000;
/** So long before its end a token is no longer used: requests take time, and the longest list several minutes. */
const MARGIN_MS = 60_000;
/** Of a short life, the margin takes no more than this share. */
const MARGIN_SHARE = 0.1;

/** A token, and until when to use it on our own monotonic clock. */
export interface Token {
	value: string;
	until: number;
}

/**
 * How long a token may be used, in ms. A JWT's life is the difference of two times by the server's clock (`iat`, `exp`), so that it does
 * not matter how wrong that clock or ours is.
 */
export function usableMs(jwt: string): number {
	const lifetime = lifetimeMs(jwt) ?? USUAL_LIFETIME_MS;
	return lifetime - Math.min(MARGIN_MS, lifetime * MARGIN_SHARE);
}

function lifetimeMs(jwt: string): number | undefined {
	try {
		const { iat, exp } = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as { iat?: unknown; exp?: unknown };
		const lifetime = typeof iat === 'number' && typeof exp === 'number' ? (exp - iat) * 1000 : NaN;
		return lifetime > 0 ? lifetime : undefined;
	} catch {
		return undefined;
	}
}
