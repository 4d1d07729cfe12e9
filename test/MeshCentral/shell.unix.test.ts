/** What the script around a command does on a device, in the shells and with the programs that devices have. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap, wrap, type Command } from '../../nodes/MeshCentral/command';
import { until } from '../e2e/n8n/wait';

const linux = { agent: { id: 6 }, osdesc: 'Debian GNU/Linux 12 (bookworm)' };

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'mesh-shell-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const places = ['/usr/local/bin', '/usr/bin', '/bin'];
const placeOf = (program: string) => places.map((place) => join(place, program)).find(existsSync);

/** A PATH with these programs alone, beside those that the script cannot do without. */
function pathWith(shell: string, programs: readonly string[]): string {
	const path = mkdtempSync(join(folder, 'bin-'));
	symlinkSync(shell, join(path, 'sh'));
	for (const program of ['base64', 'gzip', 'sed', 'head', 'cat', 'sleep', 'yes', 'true', 'ps', ...programs]) {
		const place = placeOf(program);
		if (place) symlinkSync(place, join(path, program));
	}
	return path;
}

/** Shells that are `/bin/sh` somewhere. */
const shells = ['/bin/dash', '/bin/bash', '/bin/ksh', '/bin/zsh'].filter(existsSync);
/** What ends a command when its time is over. */
const limiters: Readonly<Record<string, readonly string[]>> = {
	timeout: ['timeout'],
	'setsid, without timeout': ['setsid'],
	'perl, without timeout and setsid': ['perl'],
};
const worlds = shells.flatMap((shell) => Object.entries(limiters).map(([limiter, programs]) => ({ shell, limiter, programs })));

/** As the agent runs it; ends when its own shell does, even if another program still has the output open. */
async function run(text: string, more: Partial<Command> = {}, { shell = '/bin/sh', programs = ['timeout'] as readonly string[] } = {}) {
	const command: Command = { text, shell: 'default', runAs: 'agent', wait: true, timeoutMs: 20_000, outputAtMost: 1_000_000, ...more };
	const wrapped = wrap(linux, command);
	const begun = performance.now();
	const child = spawn(shell, [], { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: pathWith(shell, programs) }, cwd: folder });
	let answer = '';
	child.stdout.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
	child.stdin.end(`${wrapped.text}\nexit\n`);
	await once(child, 'exit');
	const tookMs = performance.now() - begun;
	child.stdout.destroy();
	return { ...unwrap(wrapped, answer, command, tookMs), tookMs };
}

const inFolder = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '');

it.each(worlds)('M3 a command is ended when its time is over, with all that it started and the output so far: $shell, $limiter', async (world) => {
	const result = await run('echo begin; (sleep 30.5; echo late >> late.txt) & sleep 30.5; echo never', { timeoutMs: 1_000 }, world);
	expect(result).toMatchObject({ output: expect.stringMatching(/^begin\n(Terminated\n)?$/) as string, exitCode: 124, timedOut: true, truncated: false });
	expect(result.tookMs).toBeGreaterThan(950);
	expect(result.tookMs).toBeLessThan(3_000);
	const { stdout } = spawnSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' });
	expect(stdout.split('\n').filter((line) => /^[^Z]\S* +sleep 30\.5$/.test(line))).toEqual([]);
});

it('M3 one that does not want to end is killed, whatever there is to do it with', async () => {
	const results = await Promise.all(worlds.map(async (world) => await run('trap "" TERM; echo begin; while :; do sleep 1; done', { timeoutMs: 1_000 }, world)));
	for (const result of results) {
		expect(result).toMatchObject({ output: 'begin\n', exitCode: 124, timedOut: true });
		expect(result.tookMs).toBeLessThan(8_000);
	}
});

it('M3 with nothing to do it with the device is free when the time is over', async () => {
	expect(await run('echo begin; sleep 9', { timeoutMs: 1_000 }, { programs: [] })).toMatchObject({ output: 'begin\n', exitCode: 124, timedOut: true });
});

describe.each(worlds)('$shell, $limiter', (world) => {
	it.each([
		['ends by itself', 'echo done; exit 3', 'done\n', 3],
		['ends with the code of a limit', 'exit 124', '', 124],
		['is not found', 'nosuchprogram 2>/dev/null', '', 127],
		['ends with the code of a usage error', 'exit 1', '', 1],
		['reads what is not there', 'cat; echo end', 'end\n', 0],
	])('a command that %s is not taken for one that was ended, and runs once', async (_, text, output, exitCode) => {
		rmSync(join(folder, 'ran.txt'), { force: true });
		expect(await run(`echo once >> ran.txt; ${text}`, {}, world)).toMatchObject({ output, exitCode, timedOut: false, truncated: false });
		expect(inFolder('ran.txt')).toBe('once\n');
	});
});

describe.each(shells)('in %s', (shell) => {
	it('M13 output is cut where it is too long, with the exit code kept', async () => {
		expect(await run('yes 0123456 | head -n 1000; exit 7', { outputAtMost: 80 }, { shell })).toMatchObject({ output: '0123456\n'.repeat(10), exitCode: 7, truncated: true, timedOut: false });
		expect(await run('yes 0123456 | head -n 10; exit 7', { outputAtMost: 80 }, { shell })).toMatchObject({ output: '0123456\n'.repeat(10), exitCode: 7, truncated: false });
		expect(await run('yes é | head -n 10', { outputAtMost: 4 }, { shell })).toMatchObject({ output: 'é\n', truncated: true });
	});

	it('M13 a command is not ended by what it prints too much, and its time is up all the same', async () => {
		expect(await run('head -c 300000000 /dev/zero; exit 5', { outputAtMost: 10 }, { shell })).toMatchObject({ output: '\0'.repeat(10), exitCode: 5, truncated: true });
		expect(await run('yes', { outputAtMost: 10, timeoutMs: 1_000 }, { shell })).toMatchObject({ output: 'y\n'.repeat(5), exitCode: 124, timedOut: true, truncated: true });
	});

	it('what goes on in the background with its output open holds nothing up', async () => {
		for (const output of ['', 'yes | head -c 5000;']) expect((await run(`${output} sleep 8 & exit 4`, {}, { shell })).tookMs).toBeLessThan(3_000);
	});

	it('a list of what runs here does not end the output', async () => {
		expect(await run('ps -ef; echo end', {}, { shell })).toMatchObject({ output: expect.stringMatching(/\nend\n$/) as string, exitCode: 0 });
	});

	it('M1 what is only started answers at once, and runs', async () => {
		rmSync(join(folder, 'started.txt'), { force: true });
		for (const nr of [1, 2, 3]) {
			const result = await run(`sleep 1; cat; echo "it's ${nr}" >> started.txt`, { wait: false }, { shell });
			expect(result).toMatchObject({ output: null, exitCode: null, timedOut: null, truncated: null, processId: expect.any(Number) as number });
			expect(result.tookMs).toBeLessThan(900);
		}
		const ran = await until('all three to have run', () => inFolder('started.txt').split('\n').length > 3 && inFolder('started.txt').trim().split('\n').sort());
		expect(ran).toEqual(["it's 1", "it's 2", "it's 3"]);
	});
});
