import { routes } from '../../nodes/TacticalRmm/routes';
import { routeOf as routeIn, type RawMethod, type RawRequest } from '../../nodes/shared/routes';

const routeOf = (request: RawRequest) => routeIn(routes, request);

const agent = 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk';
const all: RawMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const withAll = (path: string) => all.map((method): [RawMethod, string] => [method, path]);

/** Routes that do harm, show secrets or always fail, with the methods by which they do. */
const refused: Array<[RawMethod, string]> = [
	...withAll('accounts/apikeys'),
	...withAll('accounts/users'),
	...withAll('accounts/1/users'),
	...withAll('core/settings'),
	...withAll('core/codesign'),
	['POST', 'v2/login'],
	['POST', 'logoutall'],
	['GET', 'core/keystore'],
	['POST', 'core/servermaintenance'],
	['POST', 'core/serverscript/test'],
	['POST', 'core/urlaction/run/test'],
	['POST', 'api/v3/checkin'],
	['PATCH', `api/v4/${agent}/1/chocoresult`],
	['DELETE', 'agents'],
	['POST', 'agents'],
	['GET', 'agents/bulkrecovery'],
	['POST', 'agents/actions/bulk'],
	['POST', 'agents/maintenance/bulk'],
	['POST', 'agents/update'],
	['DELETE', `agents/${agent}`],
	['POST', `agents/${agent}/runscript`],
	['POST', `agents/${agent}/recover`],
	['POST', `agents/${agent}/notes`],
	['POST', `agents/${agent}/checks`],
	['POST', `agents/${agent}/tasks`],
	['POST', `services/${agent}/Spooler`],
	['POST', 'clients'],
	['POST', 'scripts'],
	['POST', 'software'],
	['DELETE', 'logs/pendingactions'],
	['DELETE', 'clients/deployments'],
	['DELETE', 'automation/patchpolicy'],
	['POST', 'automation/patchpolicy/reset'],
	['PUT', 'beta/v1/agent/1'],
];

/** Ways to write a path so that a list of refused routes might not see it. */
const disguises: Array<[string, (path: string) => string]> = [
	['as it is', (path) => path],
	['as documented', (path) => `/${path}/`],
	['with more slashes around it', (path) => `//${path}//`],
	['in upper case', (path) => path.toUpperCase()],
	['with blanks around it', (path) => `  /${path} `],
];

describe.each(disguises)('a refused route, written %s, is refused', (_, disguise) => {
	it.each(refused)('%s %s', (method, path) => {
		expect(() => routeOf({ method, path: disguise(path) })).toThrow(/not available here/);
	});
});

describe('what is near a refused route is not refused', () => {
	it.each<[RawMethod, string]>([
		['GET', 'agents'],
		['GET', `agents/${agent}`],
		['PUT', `agents/${agent}`],
		['GET', `agents/${agent}/notes`],
		['POST', 'agents/notes'],
		['DELETE', 'agents/notes/1'],
		['POST', 'core/keystore'],
		['PUT', 'core/keystore/1'],
		['PATCH', 'core/urlaction/run'],
		['POST', 'alerts/bulk'],
		['GET', `services/${agent}/Spooler`],
		['PUT', `services/${agent}/Spooler`],
		['GET', 'clients'],
		['POST', 'clients/sites'],
		['DELETE', 'logs/pendingactions/1'],
		['GET', 'beta/v1/agent'],
	])('%s %s', (method, path) => {
		expect(routeOf({ method, path }).path).toEqual(path.split('/'));
	});
});

describe('what cannot be a route', () => {
	it.each([
		['nothing', ''],
		['slashes only', '//'],
		['a question mark', '/agents/?detail=false'],
		['a fragment', '/agents/#x'],
		['an encoded letter', '/core/%73ettings/'],
		['a backslash', '/agents\\..\\core'],
		['a whole address', 'http://elsewhere.example/agents/'],
		['a blank in the middle', '/agents /x'],
		['a line break', '/agents\n/x'],
	])('%s', (_, path) => {
		expect(() => routeOf({ method: 'GET', path })).toThrow(/is not a route of Tactical RMM/);
	});
});

describe('what asking twice does', () => {
	it.each<[RawMethod, string, 'read' | 'once']>([
		['GET', '/logs/pendingactions/', 'read'],
		['PATCH', '/alerts/', 'read'],
		['PATCH', '/checks/12/history/', 'read'],
		['PATCH', '/logs/audit/', 'read'],
		['PATCH', '/logs/debug/', 'read'],
		['PATCH', '/core/customfields/', 'read'],
		['PATCH', '/core/urlaction/run/', 'read'],
		['GET', '/core/clearcache/', 'once'],
		['PATCH', `/agents/${agent}/reboot/`, 'once'],
		['PATCH', '/alerts/1/', 'once'],
		['POST', '/alerts/', 'once'],
		['PUT', '/core/customfields/1/', 'once'],
		['DELETE', '/core/customfields/1/', 'once'],
	])('%s %s: %s', (method, path, effect) => {
		expect(routeOf({ method, path }).effect).toBe(effect);
	});
});
