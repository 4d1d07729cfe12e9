import { jsonOf, lab, startLab, type Running } from '../support/netAlertX';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

describe('Network', () => {
	it.each<[string, string, object, object, [string, object]]>([
		[
			'Trigger Scan',
			'scan',
			{ scanType: 'INTRNT' },
			{ scan: 'INTRNT', message: 'Scan triggered for type: INTRNT' },
			['POST /nettools/trigger-scan', { type: 'INTRNT' }],
		],
		[
			'Traceroute',
			'traceroute',
			{ ip: ' 192.168.10.10 ' },
			{
				ip: '192.168.10.10',
				reached: true,
				hops: [{ hop: 1, ip: '192.168.10.10', name: null, milliseconds: [expect.any(Number), expect.any(Number), expect.any(Number)] }],
				output: expect.arrayContaining([expect.stringContaining('30 hops max')]),
			},
			['POST /nettools/traceroute', { devLastIP: '192.168.10.10' }],
		],
		[
			'Name Lookup',
			'nslookup',
			{ ip: '192.168.10.10' },
			{ ip: '192.168.10.10', name: 'nas.lab.example', names: ['nas.lab.example'], output: expect.arrayContaining([expect.stringContaining('nas.lab.example')]) },
			['POST /nettools/nslookup', { devLastIP: '192.168.10.10' }],
		],
		[
			'Port Scan',
			'nmap',
			{ ip: '192.168.10.10', mode: 'detail' },
			{ ip: '192.168.10.10', mode: 'detail', up: true, ports: [], output: expect.arrayContaining(['Host is up (0.00050s latency).']) },
			['POST /nettools/nmap', { scan: '192.168.10.10', mode: 'detail' }],
		],
	])('%s', async (_, operation, parameters, output, request) => {
		const got = await running.run('network', operation, parameters as never);
		expect(got.output).toEqual([[{ json: output, pairedItem: { item: 0 } }]]);
		expect(running.written()).toEqual([request]);
	});

	it('Trigger Scan queues the scan and waits for nothing', async () => {
		await running.run('network', 'scan', { scanType: 'ARPSCAN' });
		expect(running.simulator.network.queuedScans).toEqual(['ARPSCAN']);
	});

	it('Trigger Scan of a plugin that is not loaded says which are', async () => {
		const { error } = await running.run('network', 'scan', { scanType: 'NMAP' });
		expect(error?.message).toMatch(/^Invalid scan type\. Must be one of: ARPSCAN, /);
		expect(error?.description).toContain('LOADED_PLUGINS');
	});

	it.each(['traceroute', 'nslookup', 'nmap'])('%s takes one address: no name, no range, no option', async (operation) => {
		for (const ip of ['nas', '192.168.10.0/24', '192.168.10.1 -O', '999.1.1.1']) {
			const { error } = await running.run('network', operation, { ip });
			expect(error?.message).toBe(`'IP Address' must be an IP address, but is "${ip}"`);
		}
		expect(running.sent()).toEqual([]);
	});

	it('N9 Name Lookup of an address without a name gives no name, and says what is not known', async () => {
		const got = await running.run('network', 'nslookup', { ip: '10.9.9.9' });
		expect(got.error).toBeUndefined();
		const reason = 'The lookup found no name. NetAlertX does not report whether the address has none or its DNS server did not answer.';
		expect(jsonOf(got)).toEqual([{ ip: '10.9.9.9', name: null, names: [], output: [], reason }]);
	});

	it.each([
		['another failure of the tool', { error: 'nslookup failed', details: 'out of memory' }, 'nslookup failed (out of memory)'],
		['a general failure', { error: 'Internal Server Error', message: 'Something went wrong on the server' }, /^Something went wrong/],
	])('N9 Name Lookup that ends in %s is an error all the same', async (_, body, message) => {
		running.simulator.answerNext({}, { status: 500, body: { success: false, ...body } }, 4);
		const { error } = await running.run('network', 'nslookup', { ip: '10.9.9.9' });
		expect(error?.message).toMatch(message);
	});

	it.each(['fd00:db8::10', 'FE80::1'])('N9 Port Scan of %s is refused before anything is sent: the server would scan nothing and call it a success', async (ip) => {
		const { error } = await running.run('network', 'nmap', { ip });
		expect(error?.message).toBe(`'IP Address' must be an IPv4 address: NetAlertX cannot scan IPv6 addresses such as "${ip}", and would report 0 hosts up`);
		expect(running.sent()).toEqual([]);
	});

	it('N9 Port Scan of a host that is not there says so beside the lines', async () => {
		expect(jsonOf(await running.run('network', 'nmap', { ip: '10.9.9.9' }))).toMatchObject([{ ip: '10.9.9.9', up: false, ports: [] }]);
	});
});

describe('API > Request', () => {
	it.each<[string, object, object, object]>([
		[
			'a GET',
			{ method: 'GET', path: '/devices/network/topology' },
			{ nodes: expect.any(Array), links: expect.any(Array) },
			{ method: 'GET', path: '/devices/network/topology', body: null },
		],
		[
			'query parameters',
			{ method: 'GET', path: '/events/recent', specifyQuery: 'json', query: '{"hours": 24}' },
			{ hours: 24, success: true },
			{ query: { hours: '24' } },
		],
		[
			'a POST with a body',
			{ method: 'POST', path: 'scan/pause', body: '{"minutes": 5}' },
			{ success: true },
			{ method: 'POST', path: '/scan/pause', body: { minutes: 5 } },
		],
		['a POST without a body', { method: 'POST', path: '/scan/resume', body: '' }, { success: true }, { body: {} }],
		[
			'open ports of a device',
			{ method: 'POST', path: '/device/open_ports', body: `{"target": "${lab.nas}"}` },
			{ success: true, target: lab.nas },
			{ path: '/device/open_ports' },
		],
		['a DELETE', { method: 'DELETE', path: `/device/${lab.printer}/delete` }, { success: true }, { method: 'DELETE', body: {} }],
		[
			'an answer that is text',
			{ method: 'GET', path: '/metrics' },
			{ answer: expect.stringContaining('netalertx_connected_devices') },
			{ path: '/metrics' },
		],
	])('sends %s', async (_, parameters, output, request) => {
		const got = await running.run('api', 'request', parameters as never);
		expect(got.error).toBeUndefined();
		expect(jsonOf(got)).toEqual([expect.objectContaining(output)]);
		expect(running.simulator.requests).toEqual([expect.objectContaining(request)]);
	});

	it('makes an item of every row of a list', async () => {
		const got = await running.run('api', 'request', { path: '/devices/by-status', specifyQuery: 'json', query: '={{ ({ status: "archived" }) }}' });
		const byRows = await running.run('api', 'request', { path: '/devices/by-status', queryParameters: { parameters: [{ name: 'status', value: 'archived' }] } });
		const asJson = await running.run('api', 'request', { path: '/devices/by-status', specifyQuery: 'json', query: '{"status": "archived"}' });
		expect(jsonOf(byRows)).toEqual(jsonOf(got));
		expect(jsonOf(asJson)).toEqual(jsonOf(got));
		expect(jsonOf(got)).toHaveLength(3);
	});

	it('query parameters in fields and as JSON are not mixed', async () => {
		const { error } = await running.run('api', 'request', { path: '/devices/by-status', query: '{"a": 1}', queryParameters: { parameters: [{ name: 'status', value: 'archived' }] } });
		expect(error?.message).toBe("'Query Parameters' has JSON as well, which 'Using Fields Below' does not show");
		expect(error?.description).toContain("Set 'Specify Query Parameters' to 'Using JSON'");
		expect(running.sent()).toEqual([]);
	});

	it('query parameters in fields do not count where JSON is chosen', async () => {
		await running.run('api', 'request', { path: '/devices/by-status', specifyQuery: 'json', query: '{"status": "archived"}', queryParameters: { parameters: [{ name: 'limit', value: '1' }] } });
		expect(running.simulator.requests.at(-1)).toMatchObject({ query: { status: 'archived' } });
	});

	it.each<[string, object, RegExp]>([
		['SQL', { method: 'POST', path: '/dbquery/read', body: '{}' }, /is not available here$/],
		['secrets', { method: 'GET', path: '/settings/API_TOKEN' }, /is not available here$/],
		['a full replace', { method: 'POST', path: `/device/${lab.nas}` }, /is not available here$/],
		['all devices', { method: 'DELETE', path: '/devices', body: '{"confirm_delete_all": true}' }, /is not available here$/],
		['another host', { method: 'GET', path: 'http://elsewhere.example/devices' }, /is not a route of NetAlertX$/],
		['a step up', { method: 'GET', path: '/devices/../settings/API_TOKEN' }, /cannot be part of an address$/],
		['a query in the path', { method: 'GET', path: '/events/recent?hours=1' }, /is not a route of NetAlertX$/],
		[
			'query parameters that are a list',
			{ method: 'GET', path: '/events', specifyQuery: 'json', query: '[1]' },
			/^'Query Parameters as JSON' must be a JSON object$/,
		],
		['a body that is no JSON', { method: 'POST', path: '/scan/pause', body: '={{ "{" }}' }, /^'Body' must be JSON/],
	])('refuses %s before anything is sent', async (_, parameters, message) => {
		const { error } = await running.run('api', 'request', parameters as never);
		expect(error?.message).toMatch(message);
		expect(running.sent()).toEqual([]);
	});

	it('repeats what only reads, and never what acts', async () => {
		const busy = { status: 503, body: { success: false, error: 'busy' } };
		running.simulator.answerNext({}, busy);
		expect((await running.run('api', 'request', { method: 'GET', path: '/devices/totals' })).error).toBeUndefined();
		running.simulator.answerNext({}, busy);
		expect((await running.run('api', 'request', { method: 'POST', path: '/scan/resume' })).error?.message).toBe('busy');
		expect(running.sent()).toEqual(['GET /devices/totals', 'GET /devices/totals', 'POST /scan/resume']);
	});
});
