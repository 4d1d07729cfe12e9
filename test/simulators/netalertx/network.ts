import type { Database } from './database';
import { vendorPrefixes } from './mac';
import { processScan, type Host } from './scan';
import type { Settings } from './settings';
import { second } from './time';

/** What can happen on the wire before a scan. */
export type Step =
	| { happens: 'join'; host?: Partial<Host> }
	| { happens: 'leave' | 'comeBack'; mac: string }
	| { happens: 'changeAddress'; mac: string; ip?: string }
	| { happens: 'nothing' };

/** The wire that the simulated server scans: hosts join, leave, return and change address, as told or as the seed has it. */
export class ScriptedNetwork {
	/** Scan types asked for by trigger-scan since the last scan; as on the real server, asking only queues. */
	readonly queuedScans: string[] = [];
	readonly #hosts = new Map<string, Host>();
	#steps: Step[] = [];
	#timer: NodeJS.Timeout | undefined;
	#lastScan = 0;

	constructor(
		private readonly database: Database,
		private readonly settings: Settings,
		private readonly scanned: (at: Date) => void = () => {},
	) {}

	hosts(): Host[] {
		return [...this.#hosts.values()];
	}

	/** A host appears, made up as far as not given. Nothing knows of it before the next scan. */
	join(host: Partial<Omit<Host, 'present'>> = {}): Host {
		const mac = host.mac ?? this.#newMac();
		const joined = { ...host, mac, ip: host.ip ?? this.#freeAddress(), present: true };
		this.#hosts.set(mac.toLowerCase(), joined);
		return joined;
	}

	leave(mac: string): void {
		for (const host of this.#machine(mac)) host.present = false;
	}

	comeBack(mac: string): void {
		for (const host of this.#machine(mac)) host.present = true;
	}

	/** Gives the new address: the one asked for, or a free one. */
	changeAddress(mac: string, ip: string = this.#freeAddress()): string {
		this.#host(mac).ip = ip;
		return ip;
	}

	/** The server scans and writes its events, all in one second; two scans never share one. */
	scan(at?: Date): void {
		const time = at?.getTime() ?? Math.max(Date.now(), this.#lastScan + second);
		this.#lastScan = time;
		this.queuedScans.length = 0;
		processScan(this.database, this.#hosts.values(), new Date(time), this.settings);
		this.scanned(new Date(time));
	}

	/** What happens next, a step a scan; after the last one the seed decides. */
	script(steps: Step[]): void {
		this.#steps = [...steps];
	}

	/** Lets the next thing happen and scans. */
	step(): Step {
		const step = this.#steps.shift() ?? this.#chance();
		if (step.happens === 'join') this.join(step.host);
		else if (step.happens === 'changeAddress') this.changeAddress(step.mac, step.ip);
		else if (step.happens !== 'nothing') this[step.happens](step.mac);
		this.scan();
		return step;
	}

	/** A step every so many milliseconds, until `stop`. */
	play(everyMs: number): void {
		this.stop();
		this.#timer = setInterval(() => this.step(), everyMs);
	}

	stop(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#host(mac: string): Host {
		const host = this.#hosts.get(mac.toLowerCase());
		if (!host) throw new Error(`no host ${mac} on the network`);
		return host;
	}

	/** A host, and its further cards. */
	#machine(mac: string): Host[] {
		const host = this.#host(mac);
		return [host, ...this.hosts().filter(({ partOf }) => partOf !== undefined && partOf === host.mac)];
	}

	#chance(): Step {
		const { random } = this.database;
		const machines = this.hosts().filter(({ partOf }) => partOf === undefined);
		const present = random.pick(machines.filter((host) => host.present));
		const absent = random.pick(machines.filter((host) => !host.present));
		const what = random.next();
		if (what < 0.3 || !present) return { happens: 'join', host: { name: random.next() < 0.5 ? '(unknown)' : '(name not found)' } };
		if (what < 0.6) return { happens: 'leave', mac: present.mac };
		if (what < 0.85 && absent) return { happens: 'comeBack', mac: absent.mac };
		return { happens: 'changeAddress', mac: present.mac };
	}

	#newMac(): string {
		const { random } = this.database;
		const mac = `${random.pick(vendorPrefixes)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`;
		return this.#hosts.has(mac) ? this.#newMac() : mac;
	}

	#freeAddress(): string {
		const { random } = this.database;
		const taken = new Set(this.hosts().map(({ ip }) => ip));
		const free = Array.from({ length: 155 }, (_, index) => `192.168.10.${100 + index}`).filter((ip) => !taken.has(ip));
		return random.pick(free) ?? `10.30.${random.below(256)}.${1 + random.below(254)}`;
	}
}
