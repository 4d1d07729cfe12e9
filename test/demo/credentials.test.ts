import type { IDataObject } from 'n8n-workflow';
import { provideCredentials } from '../../demo/demoCredentials';
import type { DemoSystem } from '../../demo/systems';
import { credentialsOf } from '../../demo/systems/meshCentral';
import type { N8nClient } from '../e2e/n8n/rest';
import type { CredentialReference } from '../e2e/n8n/types';

/** An n8n that remembers when a credential was made or changed. */
class FakeN8n {
	readonly saved: Array<CredentialReference & { data: IDataObject; updatedAt: number }> = [];
	private now = 0;

	readonly client = {
		credentials: async () => await Promise.resolve(this.saved.map(({ id, name, type }) => ({ id, name, type }))),
		createCredential: async (name: string, type: string, data: IDataObject) => {
			const made = { id: String(this.saved.length), name, type, data, updatedAt: ++this.now };
			this.saved.push(made);
			return await Promise.resolve(made);
		},
		credentialData: async (id: string) => await Promise.resolve(this.saved.find((each) => each.id === id)!.data),
		updateCredential: async ({ id, name }: CredentialReference, data: IDataObject) => {
			Object.assign(this.saved.find((each) => each.id === id)!, { name, data, updatedAt: ++this.now });
			await Promise.resolve();
		},
	} as unknown as N8nClient;

	/** As n8n chooses for a new node of these types. */
	get chosen(): string {
		return this.saved.filter(({ type }) => type.startsWith('meshCentral')).reduce((one, other) => (one.updatedAt > other.updatedAt ? one : other)).name;
	}

	async start(server: { port: number; token: string }, wrapperPort: number): Promise<void> {
		const credentials = credentialsOf({ url: `https://127.0.0.1:${server.port}`, certificate: 'PEM', token: { user: `~t:${server.token}`, password: server.token } }, `http://127.0.0.1:${wrapperPort}`);
		await provideCredentials(this.client, [{ credentials } as DemoSystem], { smtpPort: 25, slackToken: 'x' });
	}
}

test('a new MeshCentral node takes the direct credential and not that of the wrapper, also where the demo is started again elsewhere', async () => {
	const n8n = new FakeN8n();
	await n8n.start({ port: 20_214, token: 'one' }, 20_215);
	expect(n8n.chosen).toBe('Demo: MeshCentral');
	await n8n.start({ port: 20_214, token: 'two' }, 30_215);
	expect(n8n.chosen).toBe('Demo: MeshCentral');
	await n8n.start({ port: 30_214, token: 'three' }, 30_215);
	expect(n8n.chosen).toBe('Demo: MeshCentral');
	expect(n8n.saved).toHaveLength(4);
});
