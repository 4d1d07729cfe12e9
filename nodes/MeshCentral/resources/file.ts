import { WithFiles } from '../../shared/binary';
import { choice, flag, limited, optionalText, paging, simplify, text, when, wholeNumber } from '../../shared/fields';
import { naturally } from '../../shared/lists';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
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
const filePath = path({ displayName: 'Path', placeholder: 'e.g. /etc/motd or C:\\Temp\\report.txt', description: 'The full path of the file on the device, with its name' });
const folderPath = path({ displayName: 'Path', placeholder: 'e.g. /var/log or C:\\Temp', description: 'The full path of the folder on the device' });
const anyPath = path({ displayName: 'Path', placeholder: 'e.g. /etc/motd or C:\\Temp\\report.txt', description: 'The full path of the file or folder on the device' });
const replace = flag({
	displayName: 'Replace Existing File',
	default: false,
	description: "Whether to replace an existing file. The new file belongs to the agent's account and has its usual permissions.",
});

const ofDevice = ({ _id, name }: DeviceRecord) => ({ deviceName: name, deviceId: _id });

const upload = operation({
	name: 'Upload',
	value: 'upload',
	action: 'Upload file to device',
	description: 'Upload a file to a device; it is verified, and appears there complete or not at all',
	effect: 'idempotent',
	rights: rightsFor('files'),
	fields: {
		deviceId: deviceLocator,
		path: filePath,
		content: choice({
			displayName: 'Content',
			default: 'file',
			options: [
				{ name: 'File', value: 'file', description: 'A file from the input item' },
				{ name: 'Text', value: 'text', description: 'Text that you enter here, written as UTF-8' },
			],
		}),
		binaryPropertyName: when(
			{ content: ['file'] },
			text({ displayName: 'Input Data Field Name', default: 'data', description: 'Name of the input field that contains the file' }),
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
		return { path: place.path, sizeBytes: digest.size, uploaded: !unchanged, replaced, ...ofDevice(device), sha384: digest.hash };
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
	description: 'Download a file from a device and verify it',
	effect: 'read',
	rights: rightsFor('files'),
	atOnce: 8,
	fields: {
		deviceId: deviceLocator,
		path: filePath,
		binaryPropertyName: text({ displayName: 'Put Output File in Field', default: 'data', description: 'Name of the output field for the file' }),
		sizeAtMost: wholeNumber({ displayName: 'Maximum Size (MB)', default: 100, min: 1, max: MOST_MB, description: 'A larger file is not downloaded; the node fails' }),
	},
	run: async ({ client, fields, files: ofItem }) => {
		const device = await client.device(fields.deviceId);
		const place = fileAt(device, fields.path);
		const order = { place, sizeAtMost: fields.sizeAtMost * MB, keep: async (content: AsyncIterable<Uint8Array>) => await ofItem.keep(content, place.name) };
		const { kept, size, hash, entry } = await client.withFiles(device, async (files) => await downloadFrom(files, order));
		const json = { path: place.path, fileName: place.name, sizeBytes: size, modifiedAt: entry?.d ?? null, ...ofDevice(device), sha384: hash };
		return new WithFiles(json, { [fields.binaryPropertyName]: kept });
	},
});

const list = operation({
	name: 'List',
	value: 'list',
	action: 'List device files',
	description: 'List the content of a folder on a device, one item per file or folder',
	effect: 'read',
	rights: rightsFor('files'),
	fields: { deviceId: deviceLocator, path: folderPath, ...paging, simplify },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const place = placeAt(device, fields.path);
		const entries = await client.withFiles(device, async (files) => await listFolder(files, place));
		return limited([...entries].sort((a, b) => naturally(a.n, b.n)), fields).map((entry) => (fields.simplify ? toFile(entry, place, device) : entry));
	},
});

function toFile(entry: Entry, { path: folder }: Place, device: DeviceRecord) {
	const separator = folder.includes('\\') ? '\\' : '/';
	const whole = folder.endsWith(separator) ? folder + entry.n : `${folder}${separator}${entry.n}`;
	return { name: entry.n, type: isFolder(entry) ? 'folder' : 'file', sizeBytes: entry.s ?? null, modifiedAt: entry.d ?? null, path: whole, ...ofDevice(device) };
}

const createFolder = operation({
	name: 'Create Folder',
	value: 'createFolder',
	action: 'Create folder on device',
	description: 'Create a folder on a device; its parent folder must exist',
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
	description: 'Rename a file or folder on a device; it stays in its folder',
	effect: 'once',
	rights: rightsFor('files'),
	fields: {
		deviceId: deviceLocator,
		path: anyPath,
		newName: text({ displayName: 'New Name', placeholder: 'e.g. report-old.txt', description: 'Only the new name, without a path' }),
		replace: flag({ displayName: 'Replace Existing File', default: false, description: 'Whether to replace an existing file with the new name. A folder is never replaced.' }),
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
	description: 'Delete a file or folder from a device permanently',
	effect: 'once',
	notice: `The file or folder is lost. ${CANNOT_BE_UNDONE}`,
	rights: rightsFor('files'),
	fields: {
		deviceId: deviceLocator,
		path: anyPath,
		withContent: flag({
			displayName: 'Delete Folders With Content',
			default: false,
			description: 'Whether to delete a folder and everything in it. Links in it are deleted, but not their targets.',
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
