// What a node in n8n's programmatic style does that asks once for every item: one request after the other with n8n's own helper.
class OneByOne {
	description = {
		displayName: 'One by One',
		name: 'oneByOne',
		group: ['input'],
		version: 1,
		description: 'Asks for one address after the other',
		defaults: { name: 'One by One' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Header', name: 'header', type: 'string', default: '' },
			{ displayName: 'Value', name: 'value', type: 'string', default: '' },
		],
	};

	async execute() {
		const headers = { [this.getNodeParameter('header', 0)]: this.getNodeParameter('value', 0) };
		const items = [];
		for (let item = 0; item < this.getInputData().length; item++) {
			const url = this.getNodeParameter('url', item);
			const json = await this.helpers.httpRequest({ method: 'GET', url, headers, json: true, skipSslCertificateValidation: true });
			items.push({ json, pairedItem: { item } });
		}
		return [items];
	}
}
module.exports = { OneByOne };
