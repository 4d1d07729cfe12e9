/** What somebody does at MeshCentral's web page, as far as its log has it: signs in with a wrong password, opens the files of a device. */
import { randomBytes } from 'node:crypto';
import { Agent, WebSocket, request } from 'undici';
import { Control, type ControlAccess } from './control';

/** As the web page numbers what a relay is for. */
const FILES = 5;
const openMs = 10_000;

/** Somebody with an account; MeshCentral logs what an account does at the web page, and nothing of what tools do over the control channel. */
export class Visitor {
	/** @param access of the account; for failed sign-ins any user name will do */
	constructor(private readonly access: ControlAccess) {}

	/** Signs in at the page with a wrong password. MeshCentral takes its time to refuse: 2 to 5 s. */
	async failToSignIn(): Promise<void> {
		const dispatcher = new Agent({ connect: { ca: this.access.ca } });
		try {
			const body = new URLSearchParams({ action: 'login', username: this.access.user, password: 'not the password' }).toString();
			const { body: page } = await request(this.address('https', ''), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body, dispatcher });
			await page.dump();
		} finally {
			await dispatcher.destroy();
		}
	}

	/**
	 * Opens the files of a device, which the account needs the right for, and returns what ends that session.
	 *
	 * @throws an Error where the device does not take part within 10 s
	 */
	async openFiles(nodeId: string): Promise<() => Promise<void>> {
		const control = await Control.open(this.access);
		const dispatcher = new Agent({ connect: { ca: this.access.ca } });
		const close = async () => {
			control.close();
			await dispatcher.destroy();
		};
		try {
			const { cookie, rcookie } = await control.ask('authcookie', {}, ({ action }) => action === 'authcookie');
			const id = randomBytes(6).toString('hex');
			control.send({ action: 'msg', type: 'tunnel', nodeid: nodeId, value: `*/meshrelay.ashx?p=${FILES}&nodeid=${nodeId}&id=${id}&rauth=${String(rcookie)}` });
			const query = new URLSearchParams({ browser: '1', p: String(FILES), nodeid: nodeId, id, auth: String(cookie) });
			const relay = new WebSocket(`${this.address('wss', 'meshrelay.ashx')}?${query.toString()}`, { dispatcher });
			const isEnded = new Promise<void>((resolve) => relay.addEventListener('close', () => resolve()));
			await new Promise<void>((resolve, reject) => {
				const late = setTimeout(() => reject(new Error('The device did not open its files.')), openMs);
				relay.addEventListener('message', () => {
					clearTimeout(late);
					resolve();
				}, { once: true });
				relay.addEventListener('error', () => {});
			});
			relay.send(String(FILES));
			return async () => {
				relay.close();
				await isEnded;
				await close();
			};
		} catch (error) {
			await close();
			throw error;
		}
	}

	private address(scheme: string, path: string): string {
		return `${this.access.url.replace(/^wss/, scheme).replace(/control\.ashx$/, '')}${path}`;
	}
}
