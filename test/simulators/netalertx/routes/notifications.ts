import { done, json } from '../answers';
import { model, oneOf, string } from '../models';
import { get, post, remove, type Routes } from '../routing';

const LEVELS = ['info', 'warning', 'error', 'alert', 'interrupt'];

/** The notifications of the pages. Unknown IDs are "success"; without an ID, or with `all`, it is about every notification. */
export const notificationRoutes: Routes = (server) => {
	const { notifications } = server;
	const each = (guid: string | undefined) => notifications.filter((one) => guid === undefined || one.guid === guid);
	const read = (guid?: string) => {
		for (const one of each(guid)) one.read = 1;
		return done;
	};
	const gone = (guid?: string) => {
		for (const one of each(guid)) notifications.splice(notifications.indexOf(one), 1);
		return done;
	};
	return [
		get('/messaging/in-app/unread', () => json(notifications.filter(({ read: isRead }) => isRead === 0))),
		post('/messaging/in-app/write', model({ content: string({ min: 1, max: 1024 }) }, { level: oneOf(LEVELS) }), ({ body }) => {
			server.notify(String(body.level ?? 'alert'), String(body.content));
			return done;
		}),
		post('/messaging/in-app/read/all', undefined, () => read()),
		post('/messaging/in-app/read/:guid', undefined, ({ params: { guid } }) => read(guid)),
		remove('/messaging/in-app/delete', undefined, () => gone()),
		remove('/messaging/in-app/delete/:guid', undefined, ({ params: { guid } }) => gone(guid)),
	];
};
