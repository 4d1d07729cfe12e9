import { lab, type Share, type World } from '../simulators/meshcentral';

/** What an exchange presupposes; most need no entry, because the lab's state is enough. */
export interface Circumstances {
	/** Exchanges that came before it. */
	after?: string[];
	/** The state in which it was recorded, as far as it is not the lab's. */
	given?: (world: World) => void;
	/** What of the answer must be the recorded value itself, not only of its shape. */
	exactly?: (body: unknown) => unknown;
	/** What the recording could not keep of the query. */
	query?: string;
	/** How many devices there were. */
	devices?: number;
}

const second = 'mesh//8Did@JcNQW6esS1U6PtZ9fFZL6vNIGhLCczJ1zj0$uHVgfHrRo7a@J2S8BJztHSS';
const userGroup = 'ugrp//ExztwlaDbiIZw4E7TEV9ivdHyFjgWtjal1iJP1sALX724nFUOXZD81zhA@ZiXKO2';

const secondGroup: Circumstances = { given: (world) => void world.addGroup({ _id: second, name: 'Tmp group' }) };
const oneUserGroup: Circumstances = {
	given: ({ userGroups }) => void userGroups.set(userGroup, { type: 'ugrp', _id: userGroup, name: 'tmp ug', domain: '', links: {} }),
};
const tmpUser: Circumstances = { after: ['adduser'] };
const consent: Circumstances['given'] = (world) => void (world.device(lab.two).node.consent = 9);
const description = (body: unknown) => (body as [{ desc: string }])[0].desc;

/** A link as the server lists it; those made by the wrapper have a port, if only null. */
function link(p: number, publicid: string, guestName: string, bits: number, { minutes = 0, viewOnly = false, byWrapper = true }): Share {
	const now = Date.now();
	return {
		p, publicid, userid: 'user//labadmin', guestName, consent: bits, ...(byWrapper && { port: null }),
		url: 'https://127.0.0.1:18300/sharing?c=<share-cookie>',
		...(minutes > 0 && { startTime: now, expireTime: now + minutes * 60_000 }), ...(viewOnly && { viewOnly }),
	};
}

/** The recorded list. */
const links = (): Share[] => [
	link(2, 'iOCAWmP7lRHb', 'guest desk', 9, { minutes: 60, viewOnly: true, byWrapper: false }),
	link(4, 'KVC4RznM@54B', 'guest files', 0, { byWrapper: false }),
	link(1, 'cPUb4BEnhKrK', 'guest', 0, { minutes: 30 }),
	link(2, 'cWqfmJAu2lB1', 'guest2', 8, { minutes: 60, viewOnly: true }),
	link(4, 'FIpvP@ys+kMG', 'guest3', 4, {}),
	link(7, '80dIF99sMxQx', 'guest4', 4, { minutes: 10 }),
];
const shared: Circumstances = { given: (world) => void (world.device(lab.two).shares = links()) };
const commandsWereRun: Circumstances = { after: ['runcommand-noreply', 'runcommand', 'runcommand-base64'] };

/** By the name of the file, less the `rest-` at its beginning. */
export const circumstances: Record<string, Circumstances> = {
	'listdevices-count': { exactly: (body) => body },
	'listdevices-filterid': { after: ['editdevice'], given: consent, exactly: description },
	'plus-for-space-readback': { after: ['editdevice', 'plus-for-space'], given: consent, exactly: description },
	'quote-escaped-readback': { after: ['editdevice', 'quote-escaped'], given: consent, exactly: description },
	'listdevices-truncated': { devices: 5_000 },
	'listevents': commandsWereRun,
	'listevents-device': commandsWereRun,
	'listevents-userid': commandsWereRun,
	'devicesharing': shared,
	'devicesharing-remove': shared,
	'movetodevicegroup': secondGroup,
	'editdevicegroup': secondGroup,
	'removedevicegroup': secondGroup,
	'groupmessage': secondGroup,
	'addlocaldevice': secondGroup,
	'addusertodevicegroup': { ...secondGroup, ...tmpUser },
	'removeuserfromdevicegroup': { ...secondGroup, after: ['adduser', 'addusertodevicegroup'] },
	'addusertodevice': tmpUser,
	'removeuserfromdevice': { after: ['adduser', 'addusertodevice'] },
	'adduser-duplicate': tmpUser,
	'edituser': tmpUser,
	'removeuser': tmpUser,
	'addtousergroup': { ...oneUserGroup, ...tmpUser },
	'removefromusergroup': { ...oneUserGroup, after: ['adduser', 'addtousergroup'] },
	'removeallusersfromusergroup': oneUserGroup,
	'removeusergroup': oneUserGroup,
	'server-down': { given: (world) => void (world.down = true) },
	'wrapper-bad-credentials': { given: (world) => void (world.rejectsWrapper = true) },
	'uri-too-long': { query: `id=zz&run=${'x'.repeat(9_000)}` },
};

/** Why an exchange is not replayed. What is neither replayed nor named here fails the suite. */
export const notSimulated: Record<string, string> = {
	'report-db': 'counts the entries of the server\'s own database, of which the simulator has only some',
	'runcommand-parallel-mixup': 'two requests at once: replayed by a test of its own below',
};

/** What differs between two servers in every answer: addresses, folders, cookies, new ids, times. */
const peculiarities: Array<[RegExp, string]> = [
	[/127\.0\.0\.1:\d+/g, '<server>'],
	[/\/usr\/local\/mesh_services\/meshagent|<agent-dir>/g, '<folder>'],
	[/\/opt\/mesh\/nginx-api\/api\.sh|<wrapper-script>/g, '<script>'],
	[/(sharing|agentinvite)\?c=[^'\s]+/g, '$1?c=<cookie>'],
	[/\bmesh\/\/[\w@$]{64}/g, '<group>'],
	[/^ID: \S+/gm, 'ID: <id>'],
	[/\b\d{13}\b/g, '<time>'],
];

/** A text without what differs between two servers. */
export function comparable(text: string): string {
	return peculiarities.reduce((kept, [pattern, name]) => kept.replace(pattern, name), text);
}
