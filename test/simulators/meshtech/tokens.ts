import { createHmac } from 'node:crypto';

/** Signs tokens as JWTs and knows which of them are good: documented is that they are JWTs and live for 30 minutes. */
export class Tokens {
	private revokedBefore = 0;
	private issued = 0;
	private readonly secret = 'of the simulator alone';

	/** @param now the server's clock, ms since the epoch */
	constructor(
		private readonly now: () => number,
		private readonly lifetimeMs: number,
	) {}

	issue(username: string): string {
		const iat = Math.floor(this.now() / 1000);
		const payload = { sub: username, jti: this.issued++, iat, exp: iat + this.lifetimeMs / 1000 };
		const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(payload)}`;
		return `${signed}.${this.signatureOf(signed)}`;
	}

	/** Every token signed so far is no longer taken. */
	revoke(): void {
		this.revokedBefore = this.issued;
	}

	/** @param header as it came: "Bearer " and the token */
	isGood(header: unknown): boolean {
		const [, signed, signature] = /^Bearer ([\w-]+\.[\w-]+)\.([\w-]+)$/.exec(String(header)) ?? [];
		if (!signed || signature !== this.signatureOf(signed)) return false;
		const { jti, exp } = JSON.parse(Buffer.from(signed.split('.')[1]!, 'base64url').toString('utf8')) as { jti: number; exp: number };
		return jti >= this.revokedBefore && this.now() < exp * 1000;
	}

	private signatureOf(signed: string): string {
		return createHmac('sha256', this.secret).update(signed).digest('base64url');
	}
}

function encoded(part: object): string {
	return Buffer.from(JSON.stringify(part)).toString('base64url');
}
