import { WithFiles } from '../../shared/binary';
import { choice, flag, limited, optionalText, paging, simplify, text, when, wholeNumber } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { makeFolder, rename as renameAt } from '../files/change';
import { isFolder, type Entry } from '../files/deviceFiles';
import { digestOf } from '../files/digest';
import { download as downloadFrom } from '../files/download';
import { listFolder } from '../files/list';
import { fileAt, placeAt, type Place } from '../files/path';
import { remove as removeAt } from '../files/remove';
import { upload as uploadTo } from '../files/upload';
import { deviceLocator } from '../locator';
import { operation } from '../operation';
import { rightsFor } from '../rights';
import type { DeviceRecord } from '../schemas';

const MB = 1_048_576;
const MOST_MB = 102_400;

const path = (labels: { displayName: string; placeholder: string; description: string }) => text({ ...labels, longest: 4096 });
const filePath = path({ displayName: 'Path', placeholder: 'e.g. /etc/motd or C:\\Temp\\report.txt', description: 'The whole path of the file on the device, with its name' });
const folderPath = path({ displayName: 'Path', placeholder: 'e.g. /var/log or C:\\Temp', description: 'The whole path of the folder on the device' });
const anyPath = path({ displayName: 'Path', placeholder: 'e.g. /etc/motd or C:\\Temp\\report.txt', description: 'The whole path of the file or folder on the device' });
const replace = flag({
	displayName: 'Replace Existing File',
	default: false,
	description: 'Whether to replace a file that is there already. The new file belongs to the account of the agent and has its usual permissions.',
});

const ofDevice = ({ _id, name }: DeviceRecord) => ({ deviceId: _id, deviceName: name });

const upload = operation({
	name: 'Upload',
	value: 'upload',
	action: 'Upload file to device',
	description: 'Write a file on a device; it appears there whole and compared, or not at all',
	effect: 'idempotent',
	rights: rightsFor('files'),
	fields: {
		deviceId: deviceLocator,
		path: filePath,
		content: choice({
			displayName: 'Content',
			default: 'file',
			options: [
				{ name: 'File', value: 'file', description: 'A file of the input item' },
				{ name: 'Text', value: 'text', description: 'Text that is entered here, written as UTF-8' },
			],
		}),
		binaryPropertyName: when(
			{ content: ['file'] },
			text({ displayName: 'Input Data Field Name', default: 'data', description: 'The field of the input item that has the file' }),
		),
		fileText: when({ content: ['text'] }, optionalText({ displayName: 'Text', rows: 6 })),
		replace,
	},
	run: async ({ client, fields, files: ofItem }) => {
		const device = await client.device(fields.deviceId);
		const place = fileAt(device, fields.path);
		const content = fields.content === 'text' ? textAsContent(fields.fileText ?? '') : ofItem.incoming(fields.binaryPropertyName ?? '').read;
		const digest = await digestOf(content());
		const order = { device, place, content, digest, replace: fields.replace };
		const { replaced, unchanged } = await client.withFiles(device, async (files) => await uploadTo(files, order), place.folder);
		return { path: place.path, size: digest.size, sha384: digest.hash, uploaded: !unchanged, replaced, ...ofDevice(device) };
	},
});

const textAsContent = (entered: string) =>
	async function* (): AsyncGenerator<Uint8Array> {
		await Promise.resolve();
		if (entered !== '') yield Buffer.from(entered, 'utf8');
	};

const download = operation({
	name: 'Download',
	value: 'download',
	action: 'Download file from device',
	description: 'Read a file of a device and compare it',
	effect: 'read',
	rights: rightsFor('files'),
	atOnce: 8,
	fields: {
		deviceId: deviceLocator,
		path: filePath,
		binaryPropertyName: text({ displayName: 'Put Output File in Field', default: 'data', description: 'The field of the output item that gets the file' }),
		sizeAtMost: wholeNumber({ displayName: 'Size at Most (MB)', default: 100, min: 1, max: MOST_MB, description: 'A larger file is an error, and is not downloaded' }),
	},
	run: async ({ client, fields, files: ofItem }) => {
		const device = await client.device(fields.deviceId);
		const place = fileAt(device, fields.path);
		const order = { place, sizeAtMost: fields.sizeAtMost * MB, keep: async (content: AsyncIterable<Uint8Array>) => await ofItem.keep(content, place.name) };
		const { kept, size, hash, entry } = await client.withFiles(device, async (files) => await downloadFrom(files, order));
		const json = { path: place.path, fileName: place.name, size, modifiedAt: entry?.d ?? null, sha384: hash, ...ofDevice(device) };
		return new WithFiles(json, { [fields.binaryPropertyName]: kept });
	},
});

const list = operation({
	name: 'List',
	value: 'list',
	action: 'List device files',
	description: 'Retrieve what is in a folder of a device, one item for each file and folder',
	effect: 'read',
	rights: rightsFor('files'),
	fields: { deviceId: deviceLocator, path: folderPath, ...paging, simplify },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const place = placeAt(device, fields.path);
		const entries = await client.withFiles(device, async (files) => await listFolder(files, place));
		return limited(entries, fields).map((entry) => (fields.simplify ? toFile(entry, place, device) : entry));
	},
});

function toFile(entry: Entry, { path: folder }: Place, device: DeviceRecord) {
	const separator = folder.includes('\\') ? '\\' : '/';
	const whole = folder.endsWith(separator) ? folder + entry.n : `${folder}${separator}${entry.n}`;
	return { name: entry.n, type: isFolder(entry) ? 'folder' : 'file', size: entry.s ?? null, modifiedAt: entry.d ?? null, path: whole, ...ofDevice(device) };
}

const createFolder = operation({
	name: 'Create Folder',
	value: 'createFolder',
	action: 'Create folder on device',
	description: 'Make a folder on a device; the one that it is in has to be there',
	effect: 'idempotent',
	rights: rightsFor('files'),
	fields: { deviceId: deviceLocator, path: folderPath },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const place = placeAt(device, fields.path);
		const created = place.name !== '' && (await client.withFiles(device, async (files) => await makeFolder(files, place), place.folder));
		return { path: place.path, created, ...ofDevice(device) };
	},
});

const rename = operation({
	name: 'Rename',
	value: 'rename',
	action: 'Rename file on device',
	description: 'Give a file or folder of a device another name in the same folder',
	effect: 'once',
	rights: rightsFor('files'),
	fields: {
		deviceId: deviceLocator,
		path: anyPath,
		newName: text({ displayName: 'New Name', placeholder: 'e.g. report-old.txt', description: 'The name alone: it stays in its folder' }),
		replace: flag({ displayName: 'Replace Existing File', default: false, description: 'Whether a file that has the new name already is lost; a folder never is' }),
	},
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const place = placeAt(device, fields.path);
		const order = { device, place, newName: fields.newName, replace: fields.replace };
		const { place: now, replaced } = await client.withFiles(device, async (files) => await renameAt(files, order), place.folder);
		return { path: now.path, oldPath: place.path, renamed: true, replaced, ...ofDevice(device) };
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete file from device',
	description: 'Remove a file or folder from a device for good',
	effect: 'once',
	rights: rightsFor('files'),
	fields: {
		deviceId: deviceLocator,
		path: anyPath,
		withContent: flag({
			displayName: 'Delete Folders With Content',
			default: false,
			description: 'Whether to delete a folder with all that is in it. Of links in it the links are deleted, and not what they lead to.',
		}),
	},
	affects: () => 1,
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const place = placeAt(device, fields.path);
		const wasFolder = await client.withFiles(device, async (files) => await removeAt(files, place, fields.withContent), place.folder);
		return { deleted: true, path: place.path, type: wasFolder ? 'folder' : 'file', ...ofDevice(device) };
	},
});

export const file: Resource<MeshCentralClient> = { name: 'File', value: 'file', operations: [list, upload, download, createFolder, rename, remove] };
