/** Credentials made in the editor: n8n tests each as it is saved, and says of every wrong one what is wrong and what to do. */
import type { IDataObject } from 'n8n-workflow';
import { added, isThere, type Context } from '../context';
import { CredentialForm } from '../credentialForm';
import { optionsOf, subjectOf, type System } from '../subjects';
import type { World } from '../world';

interface Row {
	type: string;
	system: System;
	/** What is entered wrong, the rest being right, and how the sentence begins and what it advises. */
	wrong: Array<[what: string, fields: (world: World) => IDataObject, sentence: RegExp]>;
}

const nowhere = 'http://127.0.0.1:9';
const refused = /^127\.0\.0\.1:9 refused the connection\..*the port in the credential is right\.$/;
const noScheme = /^The address does not begin with http:\/\/ or https:\/\/\./;
const noTls = /does not speak HTTPS\..*begin the address in the credential with http:\/\/\.$/;

const rows: Row[] = [
	{
		type: 'netAlertXApi',
		system: 'NetAlertX',
		wrong: [
			['the token', () => ({ apiToken: 'wrong' }), /^ERROR: Not authorized.*Settings > Core > General > API token/],
			['the port', () => ({ baseUrl: nowhere }), refused],
			['a path', ({ netAlertX }) => ({ baseUrl: `${netAlertX.url}/server` }), /The address in the credential has a path \(\/server\)/],
			['no scheme', ({ netAlertX }) => ({ baseUrl: netAlertX.url.replace('http://', '') }), noScheme],
			['https', ({ netAlertX }) => ({ baseUrl: netAlertX.url.replace('http', 'https') }), noTls],
			["another product's address", ({ tacticalRmm }) => ({ baseUrl: tacticalRmm.url }), /Check that the address in the credential is NetAlertX's API port/],
			['a name that does not exist', () => ({ baseUrl: 'http://netalertx.invalid:20212' }), /^The host name of netalertx\.invalid:20212 could not be found/],
		],
	},
	{
		type: 'tacticalRmmApi',
		system: 'Tactical RMM',
		wrong: [
			['the key', () => ({ apiKey: 'wrong' }), /^Invalid token\..*Settings > Global Settings > API Keys/],
			['the port', () => ({ baseUrl: nowhere }), refused],
			['no scheme', ({ tacticalRmm }) => ({ baseUrl: tacticalRmm.url.replace('http://', '') }), noScheme],
			['https', ({ tacticalRmm }) => ({ baseUrl: tacticalRmm.url.replace('http', 'https') }), noTls],
			["another product's address", ({ netAlertX }) => ({ baseUrl: netAlertX.url }), /Check that the address in the credential is Tactical RMM's API/],
		],
	},
	{
		type: 'meshtechApi',
		system: 'Meshtech',
		wrong: [
			['the password', () => ({ password: 'wrong' }), /^INVALID_CREDENTIALS\..*Check user name and password/],
			['the address of the API', () => ({ baseUrl: nowhere }), refused],
			['the address of the sign-in', ({ netAlertX }) => ({ signInUrl: netAlertX.url }), /Check 'Sign-In URL' in the credential/],
		],
	},
	{
		type: 'meshCentralApi',
		system: 'MeshCentral',
		wrong: [
			['the token', () => ({ tokenPassword: 'wrong' }), /^MeshCentral does not accept this user name and password.*My Account > Manage login tokens/],
			['no certificate', () => ({ caCertificate: '' }), /signed by an authority that n8n does not know\..*'CA Certificate'/],
			["another product's address", ({ netAlertX }) => ({ baseUrl: netAlertX.url }), /Check that the address in the credential is MeshCentral's own/],
			['the domain', () => ({ domain: 'nonsense' }), /Check the address and the domain in the credential/],
		],
	},
	{
		type: 'meshCentralRestApi',
		system: 'MeshCentral',
		wrong: [
			["the gateway's key", () => ({ gatewayHeaderValue: 'wrong' }), /Check the name and value of the gateway's header/],
			["another product's address", ({ netAlertX }) => ({ baseUrl: netAlertX.url }), /the base URL is not the wrapper's/],
		],
	},
];

export function credentials(context: Context): void {
	describe.each(rows)('the credential $type', ({ type, system, wrong }) => {
		test('is explained when something is wrong, and green when all is right', async () => {
			const { editor, world } = context;
			if (!isThere(context, system)) return;
			const right = world.entered[type]!;
			const node = await added(context, system, { operation: subjectOf(system).operation });
			const form = await CredentialForm.create(editor);
			if (system === 'MeshCentral') await form.choose(kindsOf(context), type);
			expect((await form.labels()).filter((label) => label === '')).toEqual([]);
			// Its field comes with the choice.
			if (right.caCertificate) await form.chooseConnection(['CA Certificate']);
			const said: Array<[string, string | undefined]> = [];
			for (const [what, fields] of wrong) {
				await form.fill({ ...right, ...fields(world) });
				said.push([what, await form.save()]);
			}
			expect(said).toEqual(wrong.map(([what, , sentence]) => [what, expect.stringMatching(sentence)]));
			await form.fill({ ...Object.fromEntries(wrong.flatMap(([, fields]) => Object.keys(fields(world))).map((name) => [name, ''])), ...right });
			expect(await form.save()).toBeUndefined();
			// n8n's own name for a new one.
			expect(await node.credential()).toMatch(/ account( \d+)?$/);
		}, 240_000);
	});
}

/** Names of the kinds of credential that a node takes, by their types. */
function kindsOf({ types }: Context): Record<string, string> {
	return Object.fromEntries(optionsOf(types.property('meshCentral', 'authentication')).map(({ name, value }) => [String(value), name]));
}
