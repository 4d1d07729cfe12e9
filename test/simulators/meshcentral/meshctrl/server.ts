/** Commands that tell of the server and its log, and those that are only there to be refused. */
import type { LoggedEvent } from '../world/types';
import { Failed, findDevice, findGroup, isGiven, isText, json, never, type Call, type Commands } from './command';

function serverInfo({ world }: Call): string {
	const { hostname, port } = new URL(world.url);
	return json({
		domain: '', name: hostname, mpsname: hostname, mpsport: 0, port: Number(port || 443), emailcheck: false, domainauth: false,
		serverTime: Date.now(), features: 2_148_670_977, features2: 128, languages: ['en', 'de'], tlshash: '<tls-hash>',
		agentCertHash: '<agent-cert-hash>', https: true, redirport: 0, magenturl: `mc://${hostname}:${port || 443}`, domainsuffix: '',
		logoutonidlesessiontimeout: true, certExpire: 2_524_521_600_000,
	});
}

/** Those of a device leave out what they have in common. */
function ofDevice(event: LoggedEvent): Partial<LoggedEvent> {
	const told: Partial<LoggedEvent> = { ...event };
	delete told.etype;
	delete told.nodeid;
	return told;
}

/** Newest first. A user to be looked for has no effect; without a limit all of a device's, or all there are, come. */
function listEvents({ args, world }: Call): string | Promise<string> {
	// Nobody who was never in a group is answered.
	if (!isGiven(args.id) && world.me.links === undefined) return never();
	const limit = isGiven(args.limit) ? Number.parseInt(String(args.limit), 10) : NaN;
	const newestFirst = world.events.toReversed();
	const first = <T>(events: T[]): T[] => events.slice(0, limit >= 1 ? limit : undefined);
	if (isGiven(args.userid) || !isGiven(args.id)) return json(first(newestFirst));
	const device = findDevice(world, args.id);
	return json(first(newestFirst.filter(({ nodeid }) => nodeid === device?.node._id)).map(ofDevice));
}

const reportColumns: Record<string, string> = {
	sessions: 'time,nodeid,meshid,protocol,length',
	traffic: 'userid,length,bytesin,bytesout',
	logins: 'time,ip,browser,os,twofactor,msg',
};

/** CSV; of what is not simulated, the heading. */
function report({ args, world }: Call): string {
	if (isGiven(args.end) && Date.parse(String(args.end)) <= Date.parse(String(args.start ?? new Date()))) {
		throw new Failed('End time must be ahead of start time.');
	}
	if (args.type !== 'db') return `group,${reportColumns[String(args.type)] ?? reportColumns.sessions}`;
	const counts = { node: world.devices.size, mesh: world.groups.size, user: world.users.size, events: world.events.length };
	return ['group,record,recordcount', ...Object.entries(counts).map(([name, count]) => `0,${name},${count}`)].join('\n');
}

function addLocalDevice({ args, world }: Call): string {
	const group = findGroup(world, args.id);
	if (!group) return 'Validation exception: TypeError: Cannot read properties of undefined (reading \'mtype\')';
	if (group.mtype !== 3) return 'Local device agentless mesh only allowed';
	if (!isText(args.devicename, 1, 256)) return 'Invalid devicename';
	world.addDevice(group._id, { mtype: 3, name: args.devicename, host: String(args.hostname) });
	return 'ok';
}

const needsNewDevice: Array<[string, string]> = [
	['id', 'Missing device id, use --id \'[deviceid]\''],
	['devicename', 'Missing devicename, use --devicename [devicename]'],
	['hostname', 'Missing hostname, use --hostname [hostname]'],
];

const notForWrappers = () => {
	throw new Failed('not simulated: it works on files of the server');
};

export const serverCommands: Commands = {
	serverinfo: { run: serverInfo },
	userinfo: { run: ({ world }) => json(world.me) },
	listevents: { run: listEvents },
	report: { needs: [['type', 'Missing report type, use --type \'[reporttype]\'']], run: report },
	addlocaldevice: { needs: needsNewDevice, run: addLocalDevice },
	addamtdevice: {
		needs: [...needsNewDevice, ['user', 'Missing user, use --user [user]'], ['pass', 'Missing pass, use --pass [pass]']],
		run: never,
	},
	config: { run: notForWrappers },
	upload: { run: notForWrappers },
	download: { run: notForWrappers },
	agentdownload: { run: notForWrappers },
	indexagenterrorlog: { run: notForWrappers },
	webrelay: {
		needs: [['id', 'Missing device id, use --id \'[deviceid]\''], ['type', 'Missing protocol type, use --type [http,https]']],
		// Ends the whole server (1.1.55).
		run: ({ world }) => {
			world.crash();
			return '';
		},
	},
};
