/** One click into n8n: an address that signs in and hands the browser n8n's session. */
import { Router } from 'express';
import { N8nClient } from '../test/e2e/n8n/rest';
import type { OwnerAccount } from '../test/e2e/n8n/types';

/** Cookies belong to a host, not to a port, so what is set here is sent to n8n too, provided both go by this name. */
const host = '127.0.0.1';

/**
 * `GET /n8n` of the returned router leads to n8n's workflows, signed in; to n8n's own sign-in page if the account was
 * changed there. Asked by any other host name it first leads to the right one: the session is for nobody else.
 *
 * @param ports where n8n and the server that this router is part of listen
 */
export function frontDoor(ports: { n8n: number; self: number }, account: OwnerAccount): Router {
	const n8nUrl = `http://${host}:${ports.n8n}`;
	const router = Router();
	router.get('/n8n', async (request, response) => {
		if (request.headers.host !== `${host}:${ports.self}`) return response.redirect(`http://${host}:${ports.self}/n8n`);
		const client = new N8nClient(n8nUrl);
		const signedIn = await client.signIn(account).then(
			() => true,
			() => false,
		);
		const { cookie } = client.session;
		if (!signedIn || !cookie) return response.redirect(`${n8nUrl}/signin`);
		response.set('set-cookie', `${cookie}; Path=/; HttpOnly; SameSite=Lax`);
		return response.redirect(`${n8nUrl}/home/workflows`);
	});
	return router;
}
