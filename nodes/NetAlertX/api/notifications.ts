import { alone } from '../../shared/alone';
import { InputError, RequestError } from '../../shared/errors';
import type { Http } from '../../shared/http/http';
import { lockedBehind500 } from '../locked';
import { done, notificationList, type NotificationRecord } from '../schemas';

export type Level = 'info' | 'warning' | 'error' | 'alert' | 'interrupt';

/** Something that was done to notifications, as far as it is proved. */
export interface Proved {
	/** Why it is not. */
	missing?: string;
}

/** All that NetAlertX names them by. Another text in the path would be another route: `all`, or nothing, means every notification. */
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The notifications of NetAlertX's pages. They are in a file that the server reads and writes whole, so that writes at the same time lose
 * each other's (measured: 1 of 60 was left): in this process they follow each other, and each is looked for afterwards. The server says
 * "success" of unknown IDs, and it lists the unread ones only.
 */
export class NotificationsApi {
	constructor(private readonly http: Http) {}

	async unread(): Promise<NotificationRecord[]> {
		return await this.http.request({ method: 'GET', path: ['messaging', 'in-app', 'unread'], effect: 'read', answer: notificationList });
	}

	/** Writes one. The answer does not name it: it is the one that was not there before. */
	async write(content: string, level: Level): Promise<Proved & { written?: NotificationRecord }> {
		return await this.inTurn(async () => {
			const before = new Set((await this.unread()).map(({ guid }) => guid));
			// The level is always sent: left out it is an alert (measured), and not the info that the specification says.
			await this.http.request({ method: 'POST', path: ['messaging', 'in-app', 'write'], json: { content, level }, effect: 'once', answer: done });
			const after = await this.afterwards('The notification was written');
			const written = after.find((each) => !before.has(each.guid) && each.content === content && each.level === level);
			return written ? { written } : { missing: 'NetAlertX answered that it was written, but it is not among the unread ones: somebody may have read it at once, or another write at the same time lost it' };
		});
	}

	/** @throws InputError for one that is not among the unread ones; nothing is sent then */
	async markRead(id: string): Promise<Proved & { before: NotificationRecord }> {
		const guid = requireGuid(id);
		return await this.inTurn(async () => {
			const before = (await this.unread()).find((each) => each.guid === guid);
			if (!before) {
				throw new InputError(`NetAlertX has no unread notification with the ID ${guid}`, 'It may have been read or deleted: NetAlertX lists unread ones only. Nothing was sent for it.');
			}
			await this.http.request({ method: 'POST', path: ['messaging', 'in-app', 'read', guid], json: {}, effect: 'idempotent', answer: done, ...lockedBehind500 });
			const isLeft = (await this.afterwards('The notification was marked')).some((each) => each.guid === guid);
			return { before, ...(isLeft && { missing: STILL_THERE }) };
		});
	}

	/** @returns how many were unread before, and how many of them still are */
	async markAllRead(): Promise<{ before: number; left: number }> {
		return await this.inTurn(async () => {
			const before = new Set((await this.unread()).map(({ guid }) => guid));
			await this.http.request({ method: 'POST', path: ['messaging', 'in-app', 'read', 'all'], json: {}, effect: 'idempotent', answer: done, ...lockedBehind500 });
			const after = await this.afterwards('All notifications were marked');
			return { before: before.size, left: after.filter(({ guid }) => before.has(guid)).length };
		});
	}

	/** One that was read before is not listed: that it was there, and is gone, is not known then. */
	async delete(id: string): Promise<Proved & { before?: NotificationRecord }> {
		const guid = requireGuid(id);
		return await this.inTurn(async () => {
			const before = (await this.unread()).find((each) => each.guid === guid);
			await this.http.request({ method: 'DELETE', path: ['messaging', 'in-app', 'delete', guid], json: {}, effect: 'idempotent', answer: done, ...lockedBehind500 });
			const isLeft = (await this.afterwards('The notification was deleted')).some((each) => each.guid === guid);
			if (isLeft) return { before, missing: STILL_THERE };
			return before ? { before } : { missing: 'It was not among the unread ones before, and NetAlertX lists no others: it gives the same answer for an unknown ID' };
		});
	}

	private async inTurn<T>(task: () => Promise<T>): Promise<T> {
		return await alone(`${this.http.key} notifications`, task);
	}

	/** Anyone who reads that this failed must not repeat the write. */
	private async afterwards(what: string): Promise<NotificationRecord[]> {
		try {
			return await this.unread();
		} catch (error) {
			if (error instanceof RequestError) error.notes.push(`${what}; only reading it back failed.`);
			throw error;
		}
	}
}

const STILL_THERE = 'NetAlertX answered that it was done, but it is still among the unread ones: another write at the same time may have brought it back';

function requireGuid(entered: string): string {
	const guid = entered.trim().toLowerCase();
	if (GUID.test(guid)) return guid;
	throw new InputError(`"${entered.slice(0, 60)}" is not the ID of a notification`, "It is like c33bc1c9-3c59-4faa-925f-5b3c15a417c9, as 'Get Many' returns it. Nothing was sent for it.");
}
