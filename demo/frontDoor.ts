/** One click into n8n: addresses that sign in and hand the browser n8n's session. */
import { Router } from 'express';
import { N8nClient } from '../test/e2e/n8n/rest';
import type { OwnerAccount } from '../test/e2e/n8n/types';

/** Cookies belong to a host, not to a port, so what is set here is sent to n8n too, provided both go by this name. */
const host = '127.0.0.1';

/**
 * `GET /n8n` of the returned router leads to n8n's workflows, `GET /n8n/workflow/<id>` to one of them in the editor, signed in;
 * to n8n's own sign-in page if the account was changed there. Asked by any other host name it first leads to the right one: the
 * session is for nobody else.
 *
 * @param ports where n8n and the server that this router is part of listen
 */
export function frontDoor(ports: { n8n: number; self: number }, account: OwnerAccount): Router {
	const n8nUrl = `http://${host}:${ports.n8n}`;
	const session = sessionOf(n8nUrl, account);
	const router = Router();
	const rooms = { '/n8n': () => '/home/workflows', '/n8n/workflow/:id': (id = '') => `/workflow/${encodeURIComponent(id)}` };
	for (const [path, room] of Object.entries(rooms)) {
		router.get(path, async (request, response) => {
			if (request.headers.host !== `${host}:${ports.self}`) return response.redirect(`http://${host}:${ports.self}${request.path}`);
			const cookie = await session().catch(() => undefined);
			if (!cookie) return response.redirect(`${n8nUrl}/signin`);
			response.set('set-cookie', `${cookie}; Path=/; HttpOnly; SameSite=Lax`);
			return response.redirect(n8nUrl + room((request.params as { id?: string }).id));
		});
	}
	return router;
}

/** The cookie of one session for all clicks: n8n takes no more than a few sign-ins a minute. Another one once that is over. */
function sessionOf(n8nUrl: string, account: OwnerAccount): () => Promise<string | undefined> {
	let kept: N8nClient | undefined;
	return async () => {
		const isGood = await kept?.session.call('GET', 'login').then(() => true, () => false);
		if (!isGood) {
			const client = new N8nClient(n8nUrl);
			await client.signIn(account);
			kept = client;
		}
		return kept?.session.cookie;
	};
}
