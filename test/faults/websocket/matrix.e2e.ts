/**
 * Everything that can go wrong in a WebSocket, between the node and a real MeshCentral with a real agent, crossed with everything that the
 * node does there: the result, how often the server is asked and the device runs the command, and that all is well again afterwards.
 */
import { sessions } from '../../../nodes/MeshCentral/control/channel';
import { closeAgents } from '../../../nodes/shared/http/agents';
import { until } from '../../e2e/n8n/wait';
import { startMeshCentral, type Agent, type MeshCentral } from '../../servers/meshcentral';
import { describeWithMeshCentral } from '../../servers/meshcentral/describe';
import { kinds, type Kind } from './calls';
import { Cell, type Outcome } from './cell';
import { faultNamed, faultNames, withheld, type Fault, type FaultName } from './faults';
import { expected, wrongs, wrongsOfRestart } from './table';

/** The first start on a machine installs MeshCentral. */
const startMs = 5 * 60_000;
/** The longest wait of the node is two minutes. */
const matrixMs = 5 * 60_000;
/** Calls at once that do more than wait. */
const atOnce = 6;

interface Row {
	fault: string;
	kind: Kind;
	outcome: Outcome;
	wrong: string[];
}

describeWithMeshCentral('a WebSocket to a real MeshCentral', () => {
	let server: MeshCentral;
	let agent: Agent;
	let signIn: Record<string, string | boolean>;
	let settled: Promise<void>;
	const cells: Cell[] = [];
	const rows: Row[] = [];

	beforeAll(async () => {
		server = await startMeshCentral({ groups: ['Lab'], report: (line) => process.stderr.write(`MeshCentral: ${line}\n`) });
		agent = await server.startAgent('lab-one', 'Lab');
		const token = await server.createLoginToken('n8n');
		signIn = { domain: '', signInWith: 'loginToken', tokenUser: token.user, tokenPassword: token.password, allowUnauthorizedCerts: false };
	}, startMs);
	afterAll(async () => {
		await sessions.closeAll();
		await closeAgents();
		for (const cell of cells) await cell.close();
		await server?.stop();
		print(rows);
	}, 60_000);

	const open = async (fault: Fault, kind: Kind) => {
		const cell = await Cell.open(fault, kind, signIn, { server, agent });
		cells.push(cell);
		await cell.prepare();
		return cell;
	};
	/** A change that every trigger has to tell once. */
	const change = async () => {
		await (await server.control()).ask('changedevice', { nodeid: agent.nodeId, desc: `changed ${rows.length}` });
	};

	describe('that is disturbed', () => {
		beforeAll(async () => {
			const all: Array<{ fault: FaultName; kind: Kind; cell: Cell }> = [];
			for (const fault of faultNames) for (const kind of kinds) all.push({ fault, kind, cell: await open(faultNamed(fault), kind) });
			await change();
			const live = async ({ fault, kind, cell }: (typeof all)[number]) => {
				const outcome = await cell.live();
				rows.push({ fault, kind, outcome, wrong: wrongs(kind, outcome, expected(fault, kind)) });
			};
			const [waiting, busy] = [true, false].map((isSlow) => all.filter(({ fault }) => (faultNamed(fault).isSlow ?? false) === isSlow));
			// Those that mostly wait, all at once; of the others a few, so that none waits for a processor.
			settled = Promise.all(waiting!.map(live)).then(() => {});
			const next = async (): Promise<void> => {
				const one = busy!.shift();
				if (one) return await live(one).then(next);
			};
			await Promise.all(Array.from({ length: atOnce }, next));
			await settled;
		}, matrixMs);

		describe.each(faultNames)('%s', (fault) => {
			test.each(kinds)('%s', (kind) => {
				const row = rows.find((each) => each.fault === fault && each.kind === kind);
				expect(row?.wrong).toEqual([]);
			});
		});
	});

	describe('while the server is started anew', () => {
		beforeAll(async () => {
			const all: Array<{ kind: Kind; cell: Cell }> = [];
			for (const kind of kinds) all.push({ kind, cell: await open(withheld, kind) });
			await change();
			const { promise: isBack, resolve } = Promise.withResolvers<void>();
			const lives = all.map(async ({ kind, cell }) => {
				const outcome = await cell.live(isBack);
				rows.push({ fault: 'server restart', kind, outcome, wrong: wrongsOfRestart(kind, outcome) });
			});
			await until('every call to be under way', () => all.every(({ cell }) => cell.isUnderWay));
			await until('the command to have run', async () => (await all.find(({ kind }) => kind === 'run command')!.cell.done())?.[0] === 1);
			await server.goDown();
			for (const { cell } of all) cell.lift();
			await server.comeUp();
			await agent.untilOnline();
			resolve();
			await Promise.all(lives);
		}, matrixMs);

		test.each(kinds)('%s', (kind) => {
			expect(rows.find((each) => each.fault === 'server restart' && each.kind === kind)?.wrong).toEqual([]);
		});
	});
});

/** The table with what came of it: how it ended, how often it was asked and arrived, and what is wrong, if anything. */
function print(rows: readonly Row[]): void {
	const wide = (text: string, width: number) => text.padEnd(width).slice(0, width);
	const cellOf = (fault: string, kind: Kind) => {
		const row = rows.find((each) => each.fault === fault && each.kind === kind);
		if (!row) return '-';
		const { ended, asked, arrived, done, told } = row.outcome;
		return `${row.wrong.length > 0 ? 'WRONG ' : ''}${ended} ${asked}/${arrived}${done === undefined ? '' : ` done ${done}`}${told ? ` told ${told[0]}+${told[1] - told[0]}` : ''}`;
	};
	const lines = [...faultNames, 'server restart'].map((fault) => [wide(fault, 30), ...kinds.map((kind) => wide(cellOf(fault, kind), 28))].join(' '));
	const head = [wide('fault (asked/arrived)', 30), ...kinds.map((kind) => wide(kind, 28))].join(' ');
	const wrong = rows.flatMap(({ fault, kind, wrong: what }) => what.map((each) => `${fault}, ${kind}: ${each}`));
	process.stderr.write(`${[head, ...lines, ...wrong].join('\n')}\n`);
}
