/** A signed-in session with n8n's REST interface (the one its editor uses). */

/** n8n said no. */
export class N8nRefusal extends Error {
	constructor(
		readonly method: string,
		readonly path: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`n8n answered ${status} to ${method} ${path}: ${messageIn(body)}`);
		this.name = 'N8nRefusal';
	}
}

function messageIn(body: string): string {
	try {
		const { message, hint } = JSON.parse(body) as { message?: string; hint?: string };
		return [message, hint].filter(Boolean).join(' - ') || body.slice(0, 500);
	} catch {
		return body.slice(0, 500);
	}
}

const requestDeadlineMs = 30_000;

/**
 * Sends the cookie of the last sign-in with every request, and never a `browser-id` header: n8n binds a session to the
 * `browser-id` it was opened with, and one opened without serves any client, also a browser that is handed the cookie.
 */
export class Session {
	/** `n8n-auth=...` once signed in. */
	cookie: string | undefined;

	/** `url` without a slash at the end. */
	constructor(readonly url: string) {}

	/** @throws {N8nRefusal} for every status but 2xx */
	async request(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Response> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				...(this.cookie && { cookie: this.cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(requestDeadlineMs),
		});
		if (!response.ok) throw new N8nRefusal(method, path, response.status, await response.text());
		const cookie = response.headers.getSetCookie().find((each) => each.startsWith('n8n-auth='));
		if (cookie) this.cookie = cookie.split(';')[0];
		return response;
	}

	/** The `data` of n8n's answer to a call of `/rest/...`; the caller knows its shape. */
	async call<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
		const response = await this.request(method, `/rest/${path}`, body);
		const { data } = (await response.json()) as { data: T };
		return data;
	}
}
