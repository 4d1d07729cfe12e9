/**
 * Gateways before servers, and what each of them answers to a program that it does not let through: headers and pages as the real
 * ones send them, as far as they distinguish one from another.
 */
export interface DoorAnswer {
	/** The row of nodes/shared/http/doors.ts that it is. */
	door: string;
	status: number;
	headers: Readonly<Record<string, string>>;
	body: string;
	/** Of the message, and of the advice. */
	says: readonly [message: RegExp, advice: RegExp];
}

const html = { 'content-type': 'text/html; charset=utf-8' };
const page = (title: string, body = `<h1>${title}</h1>`) => `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${body}</body></html>\n`;
const nginx = (title: string, more = '') => `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title.replace(/^(\d+) .*$/, '$1 Bad Request')}</h1></center>\r\n${more}<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`;
const redirect = (location: string, status = 302) => ({ status, headers: { ...html, location }, body: nginx(`${status} Found`) });
const BACK = encodeURIComponent('https://devices.example.com/');

/** By what each is called in tests. `<origin>` in a location is the server's own. */
export const doorAnswers = {
	'Cloudflare Access': {
		door: 'Cloudflare Access',
		...redirect(`https://team.cloudflareaccess.com/cdn-cgi/access/login/devices.example.com?kid=0123abcd&redirect_url=%2F`),
		says: [/is behind Cloudflare Access, which requires a sign-in/, /service token.*'Service Auth'.*'Additional Headers'.*CF-Access-Client-Id and CF-Access-Client-Secret/],
	},
	'Cloudflare Access, forbidden': {
		door: 'Cloudflare Access',
		status: 403,
		headers: { ...html, 'cf-access-aud': '4714c1358e65fe4b', 'cf-access-domain': 'devices.example.com', 'www-authenticate': 'Cloudflare-Access' },
		body: page('Forbidden'),
		says: [/is behind Cloudflare Access/, /'Service Auth'/],
	},
	'a challenge page': {
		door: 'a challenge page',
		status: 403,
		headers: { ...html, 'cf-mitigated': 'challenge', server: 'cloudflare' },
		body: page('Just a moment...', '<noscript>Enable JavaScript and cookies to continue</noscript>'),
		says: [/A browser challenge protects .*\(a page titled "Just a moment\.\.\."\)/, /Programs cannot pass it\. Exempt the IP address of n8n/],
	},
	'a challenge page with status 200': {
		door: 'a challenge page',
		status: 200,
		headers: html,
		body: page("Making sure you&#39;re not a bot!".replace('&#39;', "'")),
		says: [/A browser challenge protects/, /Programs cannot pass it/],
	},
	Authelia: {
		door: 'Authelia',
		...redirect(`https://auth.example.com/?rd=${BACK}&rm=GET`),
		says: [/requires a sign-in with Authelia at auth\.example\.com/, /'Basic Auth' under 'Connection'.*policy: bypass/],
	},
	'Authelia, 401 with a link': {
		door: 'Authelia',
		status: 401,
		headers: html,
		body: `<a href="https://auth.example.com/?rd=${BACK}&amp;rm=POST">401 Unauthorized</a>`,
		says: [/requires a sign-in with Authelia/, /'Basic Auth'/],
	},
	Authentik: {
		door: 'Authentik',
		...redirect(`https://authentik.example.com/outpost.goauthentik.io/start?rd=${BACK}`),
		says: [/requires a sign-in with Authentik at authentik\.example\.com/, /proxy provider to accept HTTP Basic/],
	},
	'OAuth2 Proxy': {
		door: 'OAuth2 Proxy',
		...redirect(`<origin>/oauth2/start?rd=${BACK}`),
		says: [/requires a sign-in with OAuth2 Proxy/, /skip_auth_routes/],
	},
	'OAuth2 Proxy, its page': {
		door: 'OAuth2 Proxy',
		status: 403,
		headers: html,
		body: page('Sign In', '<form method="GET" action="/oauth2/start"><input type="hidden" name="rd" value="/"><button>Sign in with OpenID Connect</button></form>'),
		says: [/requires a sign-in with OAuth2 Proxy/, /skip_auth_routes/],
	},
	Microsoft: {
		door: 'Microsoft',
		...redirect('https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/authorize?client_id=1&response_type=code'),
		says: [/requires a sign-in with Microsoft at login\.microsoftonline\.com/, /bypasses this sign-in/],
	},
	'Basic Auth': {
		door: 'Basic Auth',
		status: 401,
		headers: { ...html, 'www-authenticate': 'Basic realm="Restricted"' },
		body: nginx('401 Authorization Required'),
		says: [/Something in front of \S+ requires a user and password \(Basic Auth\)/, /choose 'Basic Auth' under 'Connection'/],
	},
	'another kind of sign-in': {
		door: 'another kind of sign-in',
		status: 401,
		headers: { ...html, 'www-authenticate': 'Negotiate' },
		body: page('401 - Unauthorized: Access is denied due to invalid credentials.'),
		says: [/requires a sign-in with negotiate/, /n8n does not support this kind of sign-in/],
	},
	'client certificate asked for': {
		door: 'a client certificate is required',
		status: 400,
		headers: html,
		body: nginx('400 No required SSL certificate was sent', '<center>No required SSL certificate was sent</center>\r\n'),
		says: [/requires a client certificate/, /choose 'Client Certificate' under 'Connection'/],
	},
	'client certificate rejected': {
		door: 'the client certificate is rejected',
		status: 400,
		headers: html,
		body: nginx('400 The SSL certificate error', '<center>The SSL certificate error</center>\r\n'),
		says: [/does not accept the client certificate in the credential/, /expired, been revoked/],
	},
	'HTTP where HTTPS is expected': {
		door: 'HTTP where HTTPS is expected',
		status: 400,
		headers: html,
		body: nginx('400 The plain HTTP request was sent to HTTPS port', '<center>The plain HTTP request was sent to HTTPS port</center>\r\n'),
		says: [/expects HTTPS, but the request was HTTP/, /Begin the address in the credential with https:\/\//],
	},
	'HTTP where HTTPS is expected, by Go': {
		door: 'HTTP where HTTPS is expected',
		status: 400,
		headers: { 'content-type': 'text/plain; charset=utf-8' },
		body: 'Client sent an HTTP request to an HTTPS server.\n',
		says: [/expects HTTPS, but the request was HTTP/, /https:\/\//],
	},
	'http redirected to https': {
		door: 'a redirect from HTTP to HTTPS',
		...redirect('https://127.0.0.1/', 301),
		says: [/redirects to HTTPS, which n8n does not follow/, /Begin the address in the credential with https:\/\/127\.0\.0\.1, and keep the rest of it/],
	},
	'a captive portal': {
		door: 'a captive portal',
		...redirect('http://hotspot.example.net/guest/s/default/?id=00:11:22:33:44:55'),
		says: [/The network requires a sign-in before n8n can reach.*hotspot\.example\.net/, /captive portal/],
	},
	'a captive portal, 511': {
		door: 'a captive portal',
		status: 511,
		headers: html,
		body: page('Network Authentication Required'),
		says: [/The network requires a sign-in/, /captive portal/],
	},
	'a sign-in page': {
		door: 'a sign-in page',
		...redirect('https://sso.example.com/realms/company/protocol/openid-connect/auth?client_id=devices'),
		says: [/redirects to a sign-in page \(https:\/\/sso\.example\.com\/realms\/company\/protocol\/openid-connect\/auth\)/, /'Additional Headers'\) or with Basic Auth/],
	},
} satisfies Readonly<Record<string, DoorAnswer>>;

/** What an answer's headers are at this address. */
export function headersAt({ headers }: DoorAnswer, origin: string): Record<string, string> {
	return { ...headers, ...(headers.location && { location: headers.location.replace('<origin>', origin) }) };
}
