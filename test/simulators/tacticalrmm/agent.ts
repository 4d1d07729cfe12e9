import { minute, second, stampOf, type Clock } from './clock';
import type { Tracked } from './rows';

/** The columns of an agent that a test or the server's own work may change. */
export interface AgentRow extends Tracked {
	version: string;
	operating_system: string;
	plat: 'windows' | 'linux' | 'darwin';
	goarch: string;
	hostname: string;
	services: Record<string, unknown>[] | null;
	public_ip: string;
	total_ram: number;
	disks: Record<string, unknown>[];
	/** Seconds since the epoch. */
	boot_time: number;
	/** The text `None` while nobody is logged in. */
	logged_in_username: string;
	last_logged_in_user: string;
	monitoring_type: 'server' | 'workstation';
	description: string;
	mesh_node_id: string;
	overdue_email_alert: boolean;
	overdue_text_alert: boolean;
	overdue_dashboard_alert: boolean;
	/** Minutes without a sign of life until the agent is offline. */
	offline_time: number;
	/** Minutes without a sign of life until it is overdue. */
	overdue_time: number;
	check_interval: number;
	needs_reboot: boolean;
	choco_installed: boolean;
	wmi_detail: Record<string, unknown>;
	patches_last_installed: string | null;
	time_zone: string | null;
	maintenance_mode: boolean;
	block_policy_inheritance: boolean;
	default_shell: string;
	default_shell_custom: string;
	site: number;
	policy: number | null;
	/** What the server makes of `wmi_detail`. */
	hardware: {
		cpu_model: string[];
		graphics: string;
		local_ips: string;
		make_model: string;
		physical_disks: string[];
		serial_number: string;
	};
}

export type Status = 'online' | 'offline' | 'overdue';

/** How often an agent that answers says hello. */
const helloEvery = 45 * second;

/** One agent: its row, whether it answers, and its status, which the clock alone makes of its last sign of life. */
export class Agent {
	/** Counts changes of the row, for those who keep what they made of it. */
	revision = 0;
	#state: 'answers' | 'unreachable' = 'answers';
	/** Since when it says hello; or, while it is unreachable, its last contact. */
	#heard: number | null;

	constructor(
		/** The numeric id. */
		readonly id: number,
		readonly agent_id: string,
		readonly row: AgentRow,
		private readonly clock: Clock,
		private readonly changed: (agent: Agent) => void,
	) {
		this.#heard = clock.now().getTime();
	}

	get hostname(): string {
		return this.row.hostname;
	}

	/** Changes columns as the agent's own reports or the server's jobs would. */
	set(values: Partial<AgentRow>): void {
		Object.assign(this.row, values);
		this.touch();
	}

	/** Says that something about the agent has changed. */
	touch(): void {
		this.revision++;
		this.changed(this);
	}

	/** Whether it answers the server; while it does, it also says hello. */
	get state(): 'answers' | 'unreachable' {
		return this.#state;
	}

	set state(state: 'answers' | 'unreachable') {
		if (state === this.#state) return;
		this.#heard = state === 'answers' ? this.clock.now().getTime() : this.#lastHello();
		this.#state = state;
		this.touch();
	}

	/** Unreachable, with the last contact that many milliseconds ago; null: never. */
	silentFor(milliseconds: number | null): void {
		this.#state = 'unreachable';
		this.#heard = milliseconds === null ? null : this.clock.now().getTime() - milliseconds;
		this.touch();
	}

	/** Its last contact, ISO 8601. */
	get lastSeen(): string | null {
		const last = this.#lastHello();
		return last === null ? null : stampOf(new Date(last), 988);
	}

	get status(): Status {
		const last = this.#lastHello();
		if (last === null) return 'offline';
		const silent = this.clock.now().getTime() - last;
		if (silent < this.row.offline_time * minute) return 'online';
		return silent < this.row.overdue_time * minute ? 'offline' : 'overdue';
	}

	/** Until when, in milliseconds since the epoch, `lastSeen` and `status` stay what they are if nobody touches the agent. */
	get unchangedUntil(): number {
		const last = this.#lastHello();
		if (last === null) return Infinity;
		if (this.#state === 'answers') return last + helloEvery;
		const { offline_time, overdue_time } = this.row;
		const changes = [last + offline_time * minute, last + overdue_time * minute];
		return Math.min(...changes.filter((at) => at > this.clock.now().getTime()), Infinity);
	}

	#lastHello(): number | null {
		if (this.#heard === null || this.#state === 'unreachable') return this.#heard;
		const passed = this.clock.now().getTime() - this.#heard;
		return this.#heard + Math.floor(passed / helloEvery) * helloEvery;
	}
}
