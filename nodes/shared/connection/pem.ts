const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*(?:-(?!----END)[^-]*)*)-----END \1-----/g;
/** Lines of old encrypted keys, between the first line and the Base64: how the key is encrypted, and a number in hexadecimal digits. */
const OLD_ENCRYPTION = /^Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*([A-Za-z0-9-]+),\s*([0-9A-Fa-f]+)/;
const LINE = 64;

/** One object of PEM, in the form that every program reads. */
export interface PemBlock {
	/** `CERTIFICATE`, `RSA PRIVATE KEY` ... */
	label: string;
	pem: string;
}

/**
 * The objects of a text in PEM format, whatever became of its line ends on the way: fields of one line make spaces of them or drop them,
 * other programs end lines as Windows does or write `\n`. Text around the objects is passed over, as OpenSSL does.
 */
export function pemBlocks(entered: string): PemBlock[] {
	const text = entered.replace(/\\r|\\n/g, '\n');
	return [...text.matchAll(BLOCK)].map(([, label, body]) => ({ label: label!, pem: written(label!, body!) }));
}

function written(label: string, body: string): string {
	const old = OLD_ENCRYPTION.exec(body.trim());
	if (!old) return lines(label, body);
	const [head, cipher, digits] = old;
	// Where the line's end was dropped, Base64 follows at once, and may begin with letters that are digits as well.
	const salt = digits!.slice(0, /^(DES|RC2)/i.test(cipher!) ? 16 : 32);
	const rest = body.trim().slice(head.length - (digits!.length - salt.length));
	return lines(label, rest, `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher},${salt}\n\n`);
}

function lines(label: string, body: string, head = ''): string {
	const base64 = body.replace(/\s+/g, '');
	const wrapped = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
	return `-----BEGIN ${label}-----\n${head}${wrapped.join('\n')}\n-----END ${label}-----\n`;
}
