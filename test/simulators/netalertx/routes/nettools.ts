import { isIP } from 'node:net';
import { failure, json, type Answer } from '../answers';
import { ip, mac, model, oneOf } from '../models';
import { get, post, type Routes } from '../routing';
import type { Server } from '../server';
import { stamp } from '../time';

const address = model({ devLastIP: ip });
const scanType = model({}, { type: oneOf(['ARPSCAN', 'NMAPDEV', 'NMAP', 'INTRNT', 'AVAHISCAN', 'NBTSCAN']) });
const wakeUp = model({}, { devMac: mac, mac, devLastIP: ip, ip }, (body) => {
	const addressed = ['devMac', 'mac', 'devLastIP', 'ip'].some((key) => body[key]);
	return addressed ? undefined : 'Either devMac (aka mac) or devLastIP (aka ip) must be provided';
});
const packetSent = json({ message: 'WOL packet sent', output: '', success: true });

/** Tools that the server runs. A tool that fails is a 500, a name that is not found included. */
export const nettoolsRoutes: Routes = (server) => {
	const scan = (type: string) => triggerScan(server, type);
	return [
		get('/nettools/trigger-scan', ({ query }) => scan(query.type ?? 'ARPSCAN'), { query: scanType, refusedWith: 400 }),
		post('/nettools/trigger-scan', scanType, ({ body }) => scan(String(body.type ?? 'ARPSCAN')), { refusedWith: 400 }),
		post('/nettools/wakeonlan', wakeUp, ({ body }) => {
			const asked = (body.devMac ?? body.mac) as string | undefined;
			if (asked !== undefined) return packetSent;
			const known = server.database.devices().some(({ devLastIP }) => devLastIP === (body.devLastIP ?? body.ip));
			return known ? packetSent : failure(404, 'MAC not resolved', 'ERROR: Device not found');
		}),
		get('/nettools/interfaces', () => json({ interfaces: INTERFACES, success: true })),
		get('/nettools/speedtest', () => json({ output: ['Ping: 12.345 ms', 'Download: 93.21 Mbit/s', 'Upload: 41.07 Mbit/s'], success: true })),
		post('/nettools/traceroute', address, ({ body }) => traceroute(server, String(body.devLastIP))),
		post('/nettools/nslookup', address, ({ body }) => nslookup(server, String(body.devLastIP))),
		post('/nettools/nmap', model({ scan: ip, mode: oneOf(['fast', 'normal', 'detail', 'skipdiscovery']) }), ({ body }) =>
			nmap(server, String(body.scan), String(body.mode)),
		),
	];
};

const INTERFACES = {
	eth0: {
		ipv4: ['192.168.10.99/24'], ipv6: ['fe80::1/64', 'fd00:db8::2/64'], mac: '02:00:5E:00:53:01', mtu: 1400, name: 'eth0', rx_bytes: 1750353923, short: 'eth0', state: 'up', tx_bytes: 4840205,
		type: 'ethernet',
	},
	ifb0: { ipv4: [], ipv6: [], mac: null, mtu: 1500, name: 'ifb0', rx_bytes: 0, short: 'ifb0', state: 'down', tx_bytes: 0, type: 'other' },
	ifb1: { ipv4: [], ipv6: [], mac: null, mtu: 1500, name: 'ifb1', rx_bytes: 0, short: 'ifb1', state: 'down', tx_bytes: 0, type: 'other' },
	lo: { ipv4: ['127.0.0.1/8'], ipv6: ['::1/128'], mac: null, mtu: 65536, name: 'lo', rx_bytes: 44319369, short: 'lo', state: 'up', tx_bytes: 44319369, type: 'loopback' },
};

/** Only queues: the scan runs later, and nothing tells which scan was this one. */
function triggerScan({ network, settings }: Server, type: string): Answer {
	const loaded = settings.LOADED_PLUGINS as string[];
	if (!loaded.includes(type)) return failure(400, `Invalid scan type. Must be one of: ${loaded.join(', ')}`);
	network.queuedScans.push(type);
	return json({ message: `Scan triggered for type: ${type}`, success: true });
}

function isReachable({ network }: Server, target: string): boolean {
	return target.startsWith('127.') || network.hosts().some((host) => host.present && host.ip === target);
}

function toolFailed(error: string, details: string): Answer {
	return json({ details, error, success: false }, 500);
}

function traceroute(server: Server, target: string): Answer {
	if (!isReachable(server, target)) return toolFailed('Traceroute failed', 'connect: Network is unreachable');
	const milliseconds = () => `${(0.3 + server.database.random.next()).toFixed(3)} ms`;
	const hop = ` 1  ${target}  ${milliseconds()}  ${milliseconds()}  ${milliseconds()}`;
	return json({ output: [`traceroute to ${target} (${target}), 30 hops max, 60 byte packets`, hop], success: true });
}

function nslookup({ database }: Server, target: string): Answer {
	const named = database.devices().find(({ devLastIP, devFQDN }) => devLastIP === target && devFQDN);
	if (!named) return toolFailed('nslookup failed', '');
	const reverse = `${target.split('.').reverse().join('.')}.in-addr.arpa`;
	return json({ output: [`${reverse}\tname = ${named.devFQDN}.`, '', 'Authoritative answers can be found from:'], success: true });
}

function nmap(server: Server, target: string, mode: string): Answer {
	const start = `Starting Nmap 7.93 ( https://nmap.org ) at ${stamp(server.now()).slice(0, 16)} UTC`;
	const up = [`Nmap scan report for ${target}`, 'Host is up (0.00050s latency).'];
	const down = ['Note: Host seems down. If it is really up, but blocking our ping probes, try -Pn'];
	// Without -6 it takes such an address for no target at all, and says so on its error output, which the server drops.
	if (isIP(target) === 6) return json({ ip: target, mode, output: [start, '', 'Nmap done: 0 IP addresses (0 hosts up) scanned in 0.02 seconds'], success: true });
	const reachable = isReachable(server, target);
	const end = `Nmap done: 1 IP address (${reachable ? 1 : 0} host${reachable ? '' : 's'} up) scanned in 0.06 seconds`;
	return json({ ip: target, mode, output: [start, ...(reachable ? up : down), '', end], success: true });
}
