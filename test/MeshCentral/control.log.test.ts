/** The event log, of which the server gives so many entries and no page: as much of it as is needed is read. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { FakeServer, welcome } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let server: FakeServer;
let client: ControlClient;
/** Entries a second apart, newest first. */
let entries: object[];
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, second));
const fill = (count: number) => (entries = Array.from({ length: count }, (_, index) => ({ action: 'manual', time: at(10_000 - index).toISOString(), msg: 'x' })));
const limits = () => server.sent.filter(({ action }) => action === 'events').map(({ limit }) => limit);

beforeEach(() => {
	server = new FakeServer();
	server.answer = ({ action, limit, tag }) => [{ action, events: entries.slice(0, Number(limit)), tag }];
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

it.each([
	['an entry from before it is among the first hundred', 1_000, 9_950, [100], 100],
	['an entry from before it is found only by asking for more', 5_000, 9_000, [100, 400, 1_600], 1_600],
	['all of the log is younger', 40, 0, [100], 40],
	['all of a longer log is younger', 450, 0, [100, 400, 1_600], 450],
	['the log is empty', 0, 0, [100], 0],
])('reads on until %s', async (_, count, since, asked, got) => {
	fill(count);
	expect(await client.log({ since: at(since), needs: [] })).toHaveLength(got);
	expect(limits()).toEqual(asked);
});

it('is not cut short by an entry that cannot be read', async () => {
	fill(1_000);
	entries[3] = { time: 7 };
	expect((await client.log({ since: at(9_700), needs: [] })).length).toBe(399);
});

it('names the right without which the server would leave out what is looked for', async () => {
	server.greeting = welcome({ userinfo: { siteadmin: 0 } });
	await expect(client.log({ since: at(0), needs: [{ on: 'server', full: true }] })).rejects.toThrow('lacks the right Full Administrator');
	expect(limits()).toEqual([]);
});

it('says who asks', async () => {
	expect(await client.ownId()).toMatch(/^user\/\//);
});
