/** What people do at a MeshCentral: they sign in at its web page, open remote sessions, and run commands. */
import { Agent, request } from 'undici';
import type { MeshCentralClient } from '../../../nodes/MeshCentral/client';
import { connectServer } from '../../../nodes/MeshCentral/connect';
import type { Account, MeshCentral } from '../../servers/meshcentral';

const FULL_RIGHTS = 0xff_ff_ff_ff;

export class Person {
	private constructor(
		private readonly server: MeshCentral,
		private readonly account: Account,
	) {}

	/** A plain user of the server, who gets all rights in all of its groups. */
	static async of(server: MeshCentral, name: string): Promise<Person> {
		const control = await server.control();
		for (const meshid of Object.values(server.groups)) await control.ask('addmeshuser', { meshid, usernames: [name], meshadmin: FULL_RIGHTS });
		return new Person(server, server.plainUsers[name]!);
	}

	/** At the web page, as a browser does. */
	async signsIn(password = this.account.password): Promise<void> {
		const dispatcher = new Agent({ connect: { ca: this.server.certificate } });
		try {
			const page = await request(`${this.server.url}/`, { dispatcher });
			await page.body.dump();
			const cookie = [page.headers['set-cookie'] ?? []].flat().map((each) => each.split(';')[0]).join('; ');
			const body = new URLSearchParams({ action: 'login', username: this.account.user, password, urlargs: '' }).toString();
			const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie, referer: `${this.server.url}/` };
			await (await request(`${this.server.url}/`, { method: 'POST', dispatcher, headers, body })).body.dump();
		} finally {
			await dispatcher.destroy();
		}
	}

	/** A session of files on a device: opened, looked into, closed. */
	async looksIntoFiles(deviceId: string): Promise<void> {
		const { client } = this;
		await client.withFiles(await client.device(deviceId), async (files) => await files.list('/'));
	}

	async runs(command: string, deviceId: string): Promise<void> {
		const { client } = this;
		await client.run(await client.device(deviceId), { text: command, shell: 'default', runAs: 'agent', wait: true, timeoutMs: 20_000, outputAtMost: 1_000 });
	}

	private get client(): MeshCentralClient {
		const { user, password } = this.account;
		const { url, certificate } = this.server;
		return connectServer({ baseUrl: url, domain: '', signInWith: 'password', username: user, password, allowUnauthorizedCerts: false, caCertificate: certificate } as never);
	}
}
