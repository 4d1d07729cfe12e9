import type { Answer } from '../../shared/http/answer';
import type { Asked } from '../../shared/errors';
import type { Dialect, Refusal } from '../../shared/http/call';
import { stoppedWaiting } from '../../shared/http/gateways';
import { pageTitle } from '../../shared/text';
import { EXAMPLE_WRAPPER } from '../access';
import { adviceFor } from '../advice';
import { gatewaySecret } from '../secrets';

/** What the wrapper's and a gateway's statuses mean; a 200 is judged by its text, for which the command must be known (see answers.ts). */
export const dialect = {
	product: 'MeshCentral through its REST wrapper',
	exampleAddress: EXAMPLE_WRAPPER,
	secret: gatewaySecret,
	refusal,
	addressAdvice: () => `Check that the 'Base URL' of the credential is the wrapper's, such as ${EXAMPLE_WRAPPER}.`,
} satisfies Dialect;

/** Errors of the script and of meshctrl: pasted into JSON without escaping, so that it often is none. */
const WRAPPED = /^\s*\{\s*"error"\s*:\s*"([\s\S]*)"\s*\}\s*$/;

function refusal({ status, text, contentType }: Answer, asked?: Asked): Refusal | undefined {
	if (status < 300) return undefined;
	if (status === 401) return { words: said(text, contentType, 'The gateway in front of the wrapper requires a sign-in'), advice: GATEWAY, secretRejected: true };
	const words = WRAPPED.exec(text)?.[1]?.trim();
	if (words !== undefined) return { words: words || 'The command failed without a message', advice: adviceFor(words) ?? adviceForFailure(words) };
	const advice = stoppedWaiting(status) ? `${asked?.reads ? '' : 'The command may still be running. '}${HELD}` : ADVICE[status];
	return advice === undefined ? undefined : { words: said(text, contentType, `The wrapper answered with status ${status}`), advice };
}

/** What a page says in its title, or a text. */
function said(text: string, contentType: string, otherwise: string): string {
	if (contentType.includes('html') || /^\s*</.test(text)) return `${otherwise} (${pageTitle(text)})`;
	return text.trim() ? `${otherwise}: ${text}` : otherwise;
}

function adviceForFailure(words: string): string {
	if (/\bat \S+ \(|TypeError/.test(words)) return 'meshctrl, which the wrapper runs, stopped: MeshCentral sent it something unexpected.';
	return 'Check the values in the node.';
}

const GATEWAY = "Check 'Gateway Header Name' and 'Gateway Header Value' in the credential.";
const HELD = "A command that is never answered blocks one of the wrapper's five workers. With all five blocked, the wrapper answers nobody until MeshCentral is restarted.";

const ADVICE: Readonly<Record<number, string>> = {
	// Not remembered as a rejected secret: firewalls for web applications refuse single requests with it, by what is in them.
	403: `${GATEWAY} A web application firewall may also have rejected a value that was sent.`,
	414: 'The wrapper accepts requests of up to about 8 kB. Nothing was carried out.',
	502: 'The web server cannot reach the wrapper behind it, which may be restarting.',
	503: 'The wrapper may be restarting.',
};
