/** A real MeshCentral and real agents on this machine, for tests and the demo. Everything is in a temporary folder and on loopback. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../e2e/n8n/ports';
import { Agent } from './agent';
import { agentFile } from './availability';
import { configuration } from './config';
import { Control } from './control';
import { installMeshCentral, type MeshCentralInstall } from './install';
import { ServerProcess } from './serverProcess';

export { Agent } from './agent';
export { meshCentralAvailable, whyNoMeshCentral } from './availability';
export { Control, type ControlAccess, type Frame } from './control';
export { installMeshCentral, meshCentralVersion, type MeshCentralInstall } from './install';

/** What somebody signs in with. */
export interface Account {
	user: string;
	password: string;
}

export interface MeshCentralOptions {
	/** Default: the one in the cache, made now if there is none. */
	install?: MeshCentralInstall;
	/** Progress of the installation, a line at a time. */
	report?: (line: string) => void;
	/** Default: a free one. */
	port?: number;
	/** Device groups to be made; default: `Lab`. */
	groups?: string[];
	/** Names of plain users to be made, who see no device until somebody gives them rights; default: none. */
	plainUsers?: string[];
	/** Beside the harness's own settings of MeshCentral, or in their place, e.g. `{ agentIdleTimeout: 10 }`. */
	settings?: Record<string, unknown>;
}

export interface MeshCentral {
	/** `https://127.0.0.1:<port>`, without a slash at the end. */
	readonly url: string;
	/** `wss://127.0.0.1:<port>/control.ashx` */
	readonly controlUrl: string;
	/** PEM: the authority that signed the server's certificate. */
	readonly certificate: string;
	/** An administrator of the whole server. */
	readonly admin: Account;
	/** By name, those asked for. */
	readonly plainUsers: Readonly<Record<string, Account>>;
	/** Ids (`mesh//...`) of the groups that were made, by name. */
	readonly groups: Readonly<Record<string, string>>;
	/** Those started, in that order, whether they run or not. */
	readonly agents: readonly Agent[];
	readonly install: MeshCentralInstall;
	/** What the server prints; gone after `stop`. */
	readonly logFile: string;
	/** A session of the administrator's, shared; made again after the server was down. */
	control(): Promise<Control>;
	/** A login token of the administrator's that does not expire. */
	createLoginToken(name: string): Promise<Account>;
	/** Makes a device group and gives its id. */
	createGroup(name: string): Promise<string>;
	/** Starts a new agent, whose device is online when this returns. `group` is a name in `groups`; default: the first. */
	startAgent(name: string, group?: string): Promise<Agent>;
	/** Stops the server alone; its data and the agents stay. */
	goDown(): Promise<void>;
	/** As `goDown`, but as a power cut does it. */
	crash(): Promise<void>;
	/** Starts it again; agents connect by themselves, see `untilOnline`. */
	comeUp(): Promise<void>;
	/** `goDown` and `comeUp`. */
	restart(): Promise<void>;
	/** Ends the server and every agent with all they started, and removes everything. */
	stop(): Promise<void>;
}

const somePassword = (): string => `Aa1!${randomBytes(12).toString('hex')}`;

/**
 * Starts MeshCentral and returns when it is ready: 4 to 8 s, after half a minute of installation at the first time on a machine.
 *
 * @throws an Error where the agent cannot run here (see `whyNoMeshCentral`), the installation fails, or the server does not start;
 *   nothing is left running then
 */
export async function startMeshCentral(options: MeshCentralOptions = {}): Promise<MeshCentral> {
	const program = agentFile();
	const install = options.install ?? (await installMeshCentral(options.report ?? (() => {})));
	const port = options.port ?? (await freePorts(1))[0] ?? 0;
	const folder = mkdtempSync(join(tmpdir(), 'meshcentral-'));
	const server = new ServerProcess(install, join(folder, 'server'), port, configuration(port, options.settings ?? {}));
	const agentsFolder = join(folder, 'agents');
	mkdirSync(agentsFolder);
	// Agents are run by somebody else, who has to get to their folders but has no business in the server's.
	for (const path of [folder, agentsFolder]) chmodSync(path, 0o711);
	chmodSync(join(folder, 'server'), 0o700);

	const accounts = Object.fromEntries(['admin', ...(options.plainUsers ?? [])].map((user) => [user, { user, password: somePassword() }]));
	const { admin = { user: '', password: '' }, ...plainUsers } = accounts;
	const groups: Record<string, string> = {};
	const agents: Agent[] = [];
	const controlUrl = `${server.url.replace('https', 'wss')}/control.ashx`;
	let opened: Promise<Control> | undefined;

	const control = async () => {
		if (opened) return await opened;
		const opening = (opened = Control.open({ url: controlUrl, ...admin, ca: server.certificate }));
		const forget = () => void (opened === opening && (opened = undefined));
		opening.then(({ closed }) => closed).then(forget, forget);
		return await opening;
	};
	const hangUp = async () => {
		(await opened?.catch(() => undefined))?.close();
		opened = undefined;
	};
	const goDown = async () => {
		await hangUp();
		await server.stop();
	};
	const crash = async () => {
		await server.kill();
		await hangUp();
	};
	const stop = async () => {
		await hangUp();
		await Promise.all(agents.map((agent) => agent.terminate()));
		await server.stop();
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	};
	const createGroup = async (name: string) => {
		const { result, meshid } = await (await control()).ask('createmesh', { meshname: name, meshtype: 2 });
		if (result !== 'ok') throw new Error(`MeshCentral made no group "${name}": ${String(result)}`);
		return (groups[name] = String(meshid));
	};

	try {
		for (const { user, password } of Object.values(accounts)) await server.createAccount(user, password, user === admin.user);
		await server.start();
		for (const name of options.groups ?? ['Lab']) await createGroup(name);
	} catch (error) {
		await stop();
		throw error;
	}

	return {
		url: server.url,
		controlUrl,
		certificate: server.certificate,
		admin,
		plainUsers,
		groups,
		agents,
		install,
		logFile: server.logFile,
		control,
		createGroup,
		createLoginToken: async (name) => {
			const isAnswer = ({ action, name: named, tokenUser }: { action: string; name?: unknown; tokenUser?: unknown }) =>
				action === 'createLoginToken' && named === name && tokenUser !== undefined;
			const { tokenUser, tokenPass } = await (await control()).ask('createLoginToken', { name, expire: 0 }, isAnswer);
			return { user: String(tokenUser), password: String(tokenPass) };
		},
		startAgent: async (name, group = Object.keys(groups)[0] ?? '') => {
			const groupId = groups[group];
			if (groupId === undefined) throw new Error(`There is no group "${group}".`);
			if (agents.some((agent) => agent.name === name)) throw new Error(`There is an agent "${name}" already.`);
			const settings = await server.get(`/meshsettings?id=${encodeURIComponent(groupId.split('/').at(-1) ?? '')}`);
			const place = { folder: join(agentsFolder, name), program: join(install.agents, program), settings };
			const agent = new Agent(name, place, control);
			agents.push(agent);
			await agent.start();
			return agent;
		},
		goDown,
		crash,
		comeUp: () => server.start(),
		restart: async () => {
			await goDown();
			await server.start();
		},
		stop,
	};
}
