/** Every recorded exchange with the real server that the client can make: answered as recorded, and what happens to it. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { answersOf, exchanges, notMade, type ExchangeRow } from './controlExchanges';
import { FakeServer, fieldsOf, recorded, recordings, replayed, type Sent } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let server: FakeServer;
let client: ControlClient;
beforeEach(() => {
	server = new FakeServer();
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
});
afterEach(async () => await sessions.closeAll());

/** The last frame of the action that was recorded; what came before it only looked devices and groups up. */
const request = (name: string): Sent | undefined => server.sent.findLast(({ action }) => action === recorded(name).sent.action);

describe('what the real server answered', () => {
	it.each(exchanges)('$name', async ({ name, ask, gives, refuses, sends }: ExchangeRow) => {
		server.answer = answersOf(name);
		const asked = ask(client);
		if (refuses) await expect(asked).rejects.toMatchObject(refuses);
		else expect(await asked).toEqual(gives);
		const { sent } = recorded(name);
		if (sends !== 'nothing') expect(request(name)).toMatchObject({ ...fieldsOf(sent), ...sends });
		else expect(server.actions).not.toContain(sent.action);
	});

	it('is all here: what the client never makes has a reason', () => {
		const isExchange = (name: string) => !name.startsWith('event-') && !['auth', 'connect', 'ping'].includes(name);
		const tested = [...exchanges.map(({ name }) => name), ...Object.keys(notMade)];
		expect(tested.toSorted()).toEqual([...recordings.keys()].filter(isExchange).toSorted());
	});
});

it("what the server pushes meanwhile is nobody's answer", async () => {
	const pushed = [...recordings].filter(([name]) => name.startsWith('event-')).flatMap(([, { received }]) => received);
	expect(pushed.length).toBeGreaterThan(15);
	server.answer = (frame) => [...pushed, ...replayed(frame.action, frame)];
	expect(await client.devices()).toHaveLength(3);
	expect(await client.users()).toHaveLength(1);
});
