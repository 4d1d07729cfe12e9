import { AS_LISTED, choice, limited, locator, paging, simplify, text, when } from '../../shared/fields';
import { showing, withDetails } from '../../shared/lists';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { ListEntry } from '../../shared/system';
import { shortened } from '../../shared/text';
import type { Proved } from '../api/notifications';
import type { NetAlertXClient } from '../client';
import { toIsoTime } from '../device';
import { operation } from '../operation';
import type { NotificationRecord } from '../schemas';

const notificationId = locator<NetAlertXClient>(
	{ displayName: 'Notification' },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose an unread notification...', searchListMethod: 'searchNotifications' },
		{ displayName: 'By ID', name: 'id', placeholder: 'e.g. c33bc1c9-3c59-4faa-925f-5b3c15a417c9', hint: AS_LISTED },
	],
	(_client, _mode, entered) => entered,
);

/** Letters of a notification that its entry shows. */
const LONGEST = 60;

/** The list behind the locator, newest first: NetAlertX lists unread ones and no others. */
export async function searchNotifications(client: NetAlertXClient, filter: string): Promise<ListEntry[]> {
	const unread = (await client.notifications.unread()).map(toNotification);
	const newest = unread.sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
	return showing(newest.map(({ id, time, level, text: words }) => ({ name: withDetails(shortened(words.split('\n')[0] ?? '', LONGEST), level, time), value: id })), filter);
}

/** The words of what may be HTML: one line break for each that a page would show, and no more blanks than it would. */
function wordsOf(content: string): string {
	const lines = content.replace(/[\r\n]+/g, ' ').replace(/<(?:br|li|p|div|tr|h\d)\b[^>]*>/gi, '\n').replace(/<\/?[a-z][^>]*>/gi, '');
	const plain = lines.replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#0?39;/g, "'").replace(/&amp;/g, '&');
	return plain.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()).filter(Boolean).join('\n');
}

function toNotification({ guid, timestamp, level, read, content }: NotificationRecord) {
	return { time: toIsoTime(timestamp), level, text: wordsOf(content ?? ''), isRead: read === 1 ? true : read === 0 ? false : null, id: guid };
}

const proof = ({ missing }: Proved) => ({ confirmed: missing === undefined, ...(missing !== undefined && { reason: missing }) });

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many notifications',
	description: "Retrieve the unread notifications on NetAlertX's pages; it lists no others",
	effect: 'read',
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => {
		const unread = limited(await client.notifications.unread(), fields);
		return fields.simplify ? unread.map(toNotification) : unread;
	},
});

const LEVELS = [
	{ name: 'Alert', value: 'alert' },
	{ name: 'Error', value: 'error' },
	{ name: 'Info', value: 'info' },
	{ name: 'Interrupt', value: 'interrupt' },
	{ name: 'Warning', value: 'warning' },
] as const;

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create notification',
	description: "Show a notification on NetAlertX's pages, and check that it is there",
	effect: 'once',
	atOnce: 1,
	notice: "NetAlertX's pages render notifications as HTML: do not include text that others can choose.",
	fields: {
		content: text({ displayName: 'Text', placeholder: 'e.g. Backup of nas has failed', longest: 1024 }),
		level: choice({ displayName: 'Level', default: 'info', options: LEVELS }),
	},
	run: async ({ client, fields }) => {
		const { content, level } = fields;
		const { written, missing } = await client.notifications.write(content, level);
		return { created: true, level, text: content, ...proof({ missing }), id: written?.guid ?? null };
	},
});

const markAsRead = operation({
	name: 'Mark as Read',
	value: 'markAsRead',
	action: 'Mark notification as read',
	description: 'Mark one notification as read, or all of them; NetAlertX no longer lists it then',
	effect: 'idempotent',
	atOnce: 1,
	fields: {
		whichNotifications: choice({
			displayName: 'Notifications',
			default: 'one',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'One', value: 'one' },
			],
		}),
		notificationId: when({ whichNotifications: ['one'] }, notificationId),
	},
	run: async ({ client, fields }) => {
		// All are intended only where that is chosen, and not where no one is named.
		if (fields.whichNotifications === 'all') {
			const { before, left } = await client.notifications.markAllRead();
			const missing = left > 0 ? `${left} of them are still unread: another write at the same time may have brought them back` : undefined;
			return { read: true, notifications: before - left, ...proof({ missing }) };
		}
		const { before, missing } = await client.notifications.markRead(fields.notificationId ?? '');
		const { level, text: words, id } = toNotification(before);
		return { read: true, level, text: words, ...proof({ missing }), id };
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete notification',
	description: 'Delete one notification permanently, read or unread',
	effect: 'idempotent',
	notice: `The text of the notification is lost. ${CANNOT_BE_UNDONE}`,
	atOnce: 1,
	fields: { notificationId },
	run: async ({ client, fields }) => {
		const { before, missing } = await client.notifications.delete(fields.notificationId);
		const { level, text: words } = before ? toNotification(before) : { level: null, text: null };
		return { deleted: true, level, text: words, ...proof({ missing }), id: fields.notificationId.toLowerCase() };
	},
});

export const notification: Resource<NetAlertXClient> = { name: 'Notification', value: 'notification', operations: [getAll, create, markAsRead, remove] };
