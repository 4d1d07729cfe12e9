import { routes } from '../../nodes/Meshtech/routes';
import { routeOf as routeIn, type RawRequest } from '../../nodes/shared/routes';

const routeOf = (request: RawRequest) => routeIn(routes, request);

const methods: Array<RawRequest['method']> = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

describe.each(methods)('%s', (method) => {
	it.each(['auth/login', '/auth/login', '//AUTH/Login//', 'auth', ' /auth ', 'v1/auth/login', '/api/v1/auth/refresh'])('%s is refused', (path) => {
		expect(() => routeOf({ method, path })).toThrow(/not available here/);
	});

	it.each(['', '/', '/devices?MaxResults=2', 'https://elsewhere.example/devices', '/devices#a', '/a%2fb', 'a b', 'a\\b'])('"%s" is no route', (path) => {
		expect(() => routeOf({ method, path })).toThrow(/not a route of Meshtech/);
	});

	it('any other is taken, and acts unless it is a GET', () => {
		expect(routeOf({ method, path: '/devices/author/' })).toEqual({ method, path: ['devices', 'author'], effect: method === 'GET' ? 'read' : 'once' });
	});
});
