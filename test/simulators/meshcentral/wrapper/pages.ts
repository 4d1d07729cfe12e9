/** The answers of the web server in front of the wrapper: HTML, unlike everything that the wrapper says itself. */

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

function page(status: number, title: string): Answer {
	const heading = `${status} ${title}`;
	const lines = [
		'<html>', `<head><title>${heading}</title></head>`, '<body>', `<center><h1>${heading}</h1></center>`,
		'<hr><center>nginx/1.22.1</center>', '</body>', '</html>', '',
	];
	return { status, headers: { 'Content-Type': 'text/html' }, body: Buffer.from(lines.join('\r\n')) };
}

export const unauthorized = page(401, 'Authorization Required');
export const notFound = page(404, 'Not Found');
export const uriTooLong = page(414, 'Request-URI Too Large');
export const badGateway = page(502, 'Bad Gateway');
export const gatewayTimeout = page(504, 'Gateway Time-out');

const fromWrapper = {
	'Content-Type': 'application/json',
	'Access-Control-Allow-Origin': '*',
	'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
	'Access-Control-Allow-Headers': 'Content-Type, X-MeshAuth',
};

/** An answer of the wrapper's; every one, text too, says that it is JSON. */
export function wrapperAnswer(status: number, body: Buffer): Answer {
	return { status, headers: fromWrapper, body };
}
