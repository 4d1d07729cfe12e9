import * as z from 'zod/v4';
import { parseJson } from '../../shared/http/json';
import { recordOf } from '../../shared/http/record';
import { mapOf, rowsByName, rowsOf } from '../../shared/http/rows';
import { deviceFields, eventList, groupList, reportGroups, serverInfo, shareList, userGroups, userList } from '../schemas';

/** Frames of MeshCentral's control channel: JSON objects with an `action`. */
export const frame = z.looseObject({ action: z.string() });
export type Frame = z.infer<typeof frame>;

/** @returns undefined for what is not a frame; garbage on the wire is nobody's answer */
export function readFrame(text: string): Frame | undefined {
	const result = frame.safeParse(parseJson(text));
	return result.success ? result.data : undefined;
}

/** `close` is about the sign-in; `stopped` ends a session for another reason, such as too many of them. */
export const farewellFrame = z.looseObject({ action: z.enum(['close', 'stopped']), cause: z.string().catch(''), msg: z.string().catch('') });
export const serverInfoFrame = z.looseObject({ serverinfo: serverInfo });
export const nodesFrame = z.looseObject({ nodes: rowsByName(deviceFields) });
export const meshesFrame = z.looseObject({ meshes: groupList });
export const lastConnectsFrame = z.looseObject({ lastconnects: mapOf(z.number()) });
export const sharesFrame = z.looseObject({ deviceShares: shareList });
/** Times come back in ms since the epoch, whichever way they were sent; the server may have shortened them. */
export const createdShareFrame = z.looseObject({ url: z.string(), publicid: z.string(), start: z.number().optional(), expire: z.number().optional(), viewOnly: z.boolean().optional() });
export const createdMeshFrame = z.looseObject({ meshid: z.string() });
export const inviteFrame = z.looseObject({ url: z.string() });
export const eventsFrame = z.looseObject({ events: eventList });
/** What a command has said, or whether it was taken. */
export const commandFrame = z.looseObject({ result: z.string().nullish() });
export const usersFrame = z.looseObject({ users: userList });
export const userGroupsFrame = z.looseObject({ ugroups: userGroups.nullish() });

/** Agents list processes as JSON: an object by process id, or a list. */
const processes = z.string().transform(parseJson).pipe(z.union([rowsOf({}), mapOf(recordOf({}))]));
export const processesFrame = z.looseObject({ value: processes });

export const createdUserGroupFrame = z.looseObject({ ugrpid: z.string() });
export const reportFrame = z.looseObject({ data: z.looseObject({ groups: reportGroups }) });

/** And services as JSON as well, always in a list. */
const services = z.string().transform(parseJson).pipe(rowsOf({}));
export const servicesFrame = z.looseObject({ value: services });

/** The note of a device; null or nothing where it has none. */
export const noteFrame = z.looseObject({ notes: z.string().nullish() });

/** Keys to this session, for connections beside it: ours, and the one that an agent opens. */
export const cookiesFrame = z.looseObject({ cookie: z.string(), rcookie: z.string() });
