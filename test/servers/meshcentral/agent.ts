/** A real agent on this machine, in a folder of its own: one device. */
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from '../../e2e/n8n/wait';
import type { Control } from './control';
import { agentAnswers, allNodes, isConnected } from './nodes';
import type { Node } from './nodes';
import { OwnProcess } from './ownProcess';

export interface AgentPlace {
	/** Is made; holds the agent, its settings and its identity. */
	folder: string;
	/** The agent's program, copied into the folder. */
	program: string;
	/** What the server gives for a group: `key=value` lines. */
	settings: string;
}

/** MeshCentral's agent is never run as root: its commands are those of a test. 65534 is `nobody` on every Linux. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
/** Not this program's: its folders may be closed to who runs the agent. */
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const stopMs = 3_000;
const onlineMs = 30_000;

/** Makes the kernel end the agent when this process is gone, however that came about; nothing where `setpriv` cannot. */
function endWithUs(): string[] {
	const options = ['--pdeathsig', 'KILL'];
	return spawnSync('setpriv', [...options, 'true']).status === 0 ? ['setpriv', ...options] : [];
}

export class Agent {
	/** Its log is `agent.log` therein. */
	readonly folder: string;
	#process?: OwnProcess;
	#nodeId?: string;

	/** Its first display name on the server is its name; it is not started yet. */
	constructor(
		readonly name: string,
		place: AgentPlace,
		private readonly control: () => Promise<Control>,
	) {
		this.folder = place.folder;
		mkdirSync(this.folder);
		const program = join(this.folder, 'meshagent');
		copyFileSync(place.program, program);
		chmodSync(program, 0o755);
		writeFileSync(join(this.folder, 'meshagent.msh'), `${place.settings.trimEnd()}\r\nagentName=${this.name}\r\n`);
		if (nobody.uid !== undefined) for (const path of [this.folder, program]) chownSync(path, nobody.uid, nobody.gid);
	}

	/** The device's id on the server: `node/<domain>/<64 characters>`. */
	get nodeId(): string {
		if (this.#nodeId === undefined) throw new Error(`The agent ${this.name} has not been online yet: it has no id.`);
		return this.#nodeId;
	}

	get isRunning(): boolean {
		return this.#process?.isRunning ?? false;
	}

	/**
	 * Starts it, with the identity it had before if it ran before, and returns when the server can send it commands. An agent whose
	 * connection ended more than six times within two minutes is no longer listened to by MeshCentral 1.1.55 until those are over.
	 */
	async start(): Promise<void> {
		if (this.isRunning) throw new Error(`The agent ${this.name} runs already.`);
		const [file = '', ...args] = [...endWithUs(), join(this.folder, 'meshagent'), 'run'];
		this.#process = new OwnProcess(`The agent ${this.name}`, file, args, {
			cwd: this.folder,
			env: { PATH: systemPath, LANG: process.env.LANG, HOME: this.folder },
			logFile: join(this.folder, 'agent.log'),
			...nobody,
		});
		await this.untilOnline();
	}

	/** Returns when the server says that it is connected and takes commands; an Error when it has ended, or after 30 s. */
	async untilOnline(): Promise<void> {
		const look = async () => {
			const node = await this.#node();
			const end = this.#process?.end;
			if (end) throw new Error(`${end} before it was online.`);
			const isOnline = node && isConnected(node) && (await agentAnswers(await this.control(), node._id));
			return isOnline && node;
		};
		this.#nodeId = (await until(`the agent ${this.name} to be online`, look, { deadlineMs: onlineMs, everyMs: 50 }))._id;
	}

	/** Returns when the server says that it is not connected, or does not know it; an Error after 30 s. */
	async untilOffline(): Promise<void> {
		const look = async () => {
			const node = await this.#node();
			return !node || !isConnected(node);
		};
		await until(`the agent ${this.name} to be offline`, look, { deadlineMs: onlineMs, everyMs: 50 });
	}

	/** SIGKILL; returns when the process has ended. The server sees the connection break some milliseconds later. */
	async kill(): Promise<void> {
		await this.#process?.kill();
	}

	/** SIGTERM, and SIGKILL after 3 s: one in the first second of a new agent's life was seen to be ignored. */
	async terminate(): Promise<void> {
		await this.#process?.terminate(stopMs);
	}

	/** By its id once that is known: its name can be changed. */
	async #node(): Promise<Node | undefined> {
		const isThis = ({ _id, name }: Node) => (this.#nodeId === undefined ? name === this.name : _id === this.#nodeId);
		return (await allNodes(await this.control())).find(isThis);
	}
}
