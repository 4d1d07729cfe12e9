/** Files to a device and from it through our client, beside plain copies over a relay of the same server; and what memory ours take. */
import { randomFillSync } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { connectServer } from '../../nodes/MeshCentral/connect';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import type { DeviceFiles } from '../../nodes/MeshCentral/files/deviceFiles';
import { digestOf } from '../../nodes/MeshCentral/files/digest';
import { download } from '../../nodes/MeshCentral/files/download';
import { placeAt } from '../../nodes/MeshCentral/files/path';
import { upload } from '../../nodes/MeshCentral/files/upload';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { ControlAccess } from '../../test/servers/meshcentral/control';
import { answer } from '../support/answer';
import { BareRelay, inPieces } from '../support/bareRelay';
import { peakMemory, type Peak } from '../support/meters';
import { inTurns, ROUNDS } from '../support/rounds';

export interface FilesGiven {
	/** Of the node. */
	credential: ICredentialDataDecryptedObject;
	/** Of the plain copy. */
	access: ControlAccess;
	nodeId: string;
	/** Where the agent may write. */
	folder: string;
	bytes: number;
}
export interface FilesCosts {
	/** ms */
	rounds: Record<'up' | 'over' | 'plainUp' | 'down' | 'plainDown', number[]>;
	memory: Record<'up' | 'down', Peak[]>;
}

async function main({ credential, access, nodeId, folder, bytes }: FilesGiven): Promise<FilesCosts> {
	const content = randomFillSync(Buffer.alloc(bytes));
	const client = connectServer(credential);
	const device = await client.device(nodeId);
	let nr = 0;

	/** As the node does it, from the item to the device. Each time another content, by its first byte: the same would not be sent. */
	const put = async (name: string) => {
		content[0] = 1 + (nr++ % 100);
		const place = placeAt(device, `${folder}/${name}`);
		const pieces = async function* () {
			yield* inPieces(content);
			await Promise.resolve();
		};
		const digest = await digestOf(pieces());
		const { unchanged } = await withFiles(place.folder, async (files) => await upload(files, { device, place, content: pieces, digest, replace: true }));
		if (unchanged) throw new Error('nothing was sent');
	};
	const over = async () => await put('over.bin');
	const up = async () => await put('up.bin');
	const clear = async () => await withFiles(undefined, async (files) => await files.remove(folder, ['up.bin']));
	const down = async () => {
		const place = placeAt(device, `${folder}/over.bin`);
		const { size } = await withFiles(undefined, async (files) => await download(files, { place, sizeAtMost: 2 * bytes, keep: async (all) => await passed(all) }));
		if (size !== bytes) throw new Error(`${size} of ${bytes} bytes`);
	};
	const withFiles = async <T>(changesIn: string | undefined, task: (files: DeviceFiles) => Promise<T>) => await client.withFiles(device, task, changesIn);
	const plain = async (task: (relay: BareRelay) => Promise<void>) => {
		const relay = await BareRelay.open(access, nodeId);
		await task(relay).finally(async () => await relay.close());
	};
	const plainUp = async () => await plain(async (relay) => await relay.write(folder, 'plain.bin', inPieces(content)));
	const plainDown = async () =>
		await plain(async (relay) => {
			const size = await relay.read(`${folder}/plain.bin`);
			if (size !== bytes) throw new Error(`${size} of ${bytes} bytes`);
		});

	const report = (line: string) => void process.stderr.write(`files: ${line}\n`);
	const timed = (task: () => Promise<void>) => async () => {
		await clear();
		const from = performance.now();
		await task();
		return performance.now() - from;
	};
	const rounds = await inTurns({ up: timed(up), over: timed(over), plainUp: timed(plainUp), down: timed(down), plainDown: timed(plainDown) }, report);
	const memory: FilesCosts['memory'] = { up: [], down: [] };
	for (let round = 0; round < ROUNDS; round++) {
		await clear();
		memory.up.push(await peakMemory(up));
		memory.down.push(await peakMemory(down));
	}
	await sessions.closeAll();
	await closeAgents();
	return { rounds, memory };
}

/** Takes a content as n8n does that puts it on its disk, and keeps nothing. */
async function passed(content: AsyncIterable<Uint8Array>): Promise<void> {
	for await (const piece of content) void piece;
}

void main(JSON.parse(process.argv[2]!) as FilesGiven).then(answer);
