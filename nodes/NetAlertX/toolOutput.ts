/** What the lines of the network tools say, as far as they say it in the one form that these tools have. */

/** nslookup: `10.10.168.192.in-addr.arpa	name = nas.lab.example.` */
export function namesIn(lines: readonly string[]): string[] {
	return lines.flatMap((line) => /\sname = (\S+?)\.?$/.exec(line.trim())?.[1] ?? []);
}

export interface Hop {
	hop: number;
	/** null where nobody answered. */
	ip: string | null;
	name: string | null;
	milliseconds: number[];
}

/** traceroute: ` 2  gw.example (192.168.10.1)  0.540 ms  0.341 ms  *` */
export function hopsIn(lines: readonly string[]): Hop[] {
	return lines.flatMap((line): Hop[] => {
		const [, hop, rest] = /^\s*(\d+)\s+(.+)$/.exec(line) ?? [];
		if (!hop || !rest) return [];
		const [, named, inBrackets] = /^(?:\*\s+)*(\S+)(?:\s+\(([^)]+)\))?/.exec(rest) ?? [];
		const ip = inBrackets ?? (named === '*' ? null : (named ?? null));
		const name = inBrackets !== undefined && named !== inBrackets ? named! : null;
		return [{ hop: Number(hop), ip, name, milliseconds: [...rest.matchAll(/(\d+(?:\.\d+)?) ms/g)].map(([, time]) => Number(time)) }];
	});
}

export interface Port {
	port: number;
	protocol: string;
	/** open, closed, filtered ... */
	state: string;
	service: string | null;
	version: string | null;
}

/** nmap: `22/tcp open  ssh     OpenSSH 9.2p1`, and at its end how many hosts were up; `up` is null where it does not say. */
export function scanIn(lines: readonly string[]): { up: boolean | null; ports: Port[] } {
	const [, up] = lines.map((line) => /^Nmap done: .*\((\d+) hosts? up\)/.exec(line)).find(Boolean) ?? [];
	const ports = lines.flatMap((line): Port[] => {
		const [, port, protocol, state, service, version] = /^(\d+)\/(tcp|udp|sctp)\s+(\S+)(?:\s+(\S+)(?:\s+(.+))?)?$/.exec(line.trim()) ?? [];
		return port ? [{ port: Number(port), protocol: protocol!, state: state!, service: service ?? null, version: version ?? null }] : [];
	});
	return { up: up === undefined ? null : Number(up) > 0, ports };
}

/** speedtest-cli: `Ping: 12.345 ms`, `Download: 93.21 Mbit/s`; null for what it does not say. */
export function speedIn(lines: readonly string[]) {
	const figure = (pattern: RegExp) => {
		const found = lines.map((line) => pattern.exec(line)?.[1]).find((each) => each !== undefined);
		return found === undefined ? null : Number(found);
	};
	return {
		pingMilliseconds: figure(/^\s*Ping:\s*(\d+(?:\.\d+)?)\s*ms/i),
		downloadMbit: figure(/^\s*Download:\s*(\d+(?:\.\d+)?)\s*Mbit\/s/i),
		uploadMbit: figure(/^\s*Upload:\s*(\d+(?:\.\d+)?)\s*Mbit\/s/i),
	};
}
