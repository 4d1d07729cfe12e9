/** The day that the demo's systems have: compressed into nine minutes, and then it begins again. */

/** When it happens (minutes and seconds of the day), in which system, and the name of the act there. */
export type Row = readonly [at: string, system: string, act: string];

/** A device that goes offline stays offline for more than a minute, because n8n polls once a minute. */
export const day: readonly Row[] = [
	['0:15', 'NetAlertX', 'printer goes offline'],
	['0:35', 'Tactical RMM', 'alert about disk C: of WIN-SRV-00 is raised'],
	['1:00', 'MeshCentral', 'kiosk goes offline'],
	['1:30', 'Meshtech', 'gateway Entrance goes offline'],
	['2:00', 'NetAlertX', 'unknown device joins the network'],
	['2:30', 'Tactical RMM', 'agent WIN-WS-01 goes offline'],
	['3:00', 'NetAlertX', 'printer comes back'],
	['3:30', 'MeshCentral', 'kiosk comes back'],
	['4:00', 'Meshtech', 'gateway Entrance comes back'],
	['4:30', 'Tactical RMM', 'agent WIN-WS-01 is overdue'],
	['5:00', 'Meshtech', 'firmware roll-out starts with gateway Canteen'],
	['5:30', 'NetAlertX', 'tv goes offline'],
	['6:15', 'Tactical RMM', 'alert about disk C: of WIN-SRV-00 is resolved'],
	['6:45', 'Meshtech', 'firmware roll-out continues with the other gateways of the office'],
	['7:15', 'Tactical RMM', 'agent WIN-WS-01 comes back'],
	['7:45', 'NetAlertX', 'tv comes back'],
	['8:15', 'NetAlertX', 'unknown device leaves the network'],
	['9:00', 'NetAlertX', 'printer changes its address'],
];

/** Milliseconds from the start of the day to a time of it, e.g. of `1:30`. */
export function fromStart(at: string): number {
	const [, minutes, seconds] = /^(\d+):([0-5]\d)$/.exec(at) ?? [];
	if (minutes === undefined) throw new Error(`"${at}" is not a time: enter minutes and seconds, such as 1:30.`);
	return (Number(minutes) * 60 + Number(seconds)) * 1_000;
}
