/**
 * A minimal client of MeshCentral's control channel, for the harness and for tests that look at the server with other eyes than the
 * product's client. JSON text frames; see https://<server>/control.ashx.
 */
import { Agent, WebSocket } from 'undici';
import { until } from '../../e2e/n8n/wait';

/** One message from the server. */
export type Frame = Record<string, unknown> & { action: string };

export interface ControlAccess {
	/** e.g. `wss://127.0.0.1:1234/control.ashx` */
	url: string;
	user: string;
	password: string;
	/** PEM: the authority that signed the server's certificate. */
	ca: string;
}

const answerMs = 10_000;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A session that has logged in. */
export class Control {
	/** Everything that arrived, oldest first, pushed events too. */
	readonly frames: Frame[] = [];
	/** Settles when the connection has ended, whichever side ended it. */
	readonly closed: Promise<void>;
	readonly #socket: WebSocket;
	readonly #dispatcher: Agent;
	#lastRequest = 0;

	private constructor({ url, user, password, ca }: ControlAccess) {
		this.#dispatcher = new Agent({ connect: { ca } });
		const headers = { 'x-meshauth': `${base64(user)},${base64(password)}` };
		this.#socket = new WebSocket(url, { headers, dispatcher: this.#dispatcher });
		this.#socket.addEventListener('message', ({ data }) => void this.frames.push(JSON.parse(String(data)) as Frame));
		this.#socket.addEventListener('error', () => {});
		this.closed = new Promise((resolve) => this.#socket.addEventListener('close', () => resolve()));
	}

	/** @throws an Error where the server cannot be reached, refuses the login, or does not answer within 10 s */
	static async open(access: ControlAccess): Promise<Control> {
		const control = new Control(access);
		try {
			await control.next('the login', ({ action, msg }) => {
				if (action === 'close') throw new Error(`MeshCentral refused the login of ${access.user}: ${String(msg)}`);
				return action === 'userinfo';
			});
			return control;
		} catch (error) {
			control.close();
			throw error;
		}
	}

	/** Sends a request and gives its answer: the next frame with its `responseid`, or the first that `isAnswer` takes. */
	async ask(action: string, fields: object = {}, isAnswer?: (frame: Frame) => boolean): Promise<Frame> {
		const responseid = `harness-${++this.#lastRequest}`;
		const from = this.frames.length;
		this.send({ action, responseid, ...fields });
		return await this.next(`the answer to ${action}`, isAnswer ?? ((frame) => frame.responseid === responseid), { from });
	}

	/** Sends and expects nothing. */
	send(message: object): void {
		this.#socket.send(JSON.stringify(message));
	}

	/** The first frame that fits, of all or those since the index `from`; waited for up to 10 s. */
	async next(what: string, fits: (frame: Frame) => boolean, { from = 0, deadlineMs = answerMs } = {}): Promise<Frame> {
		const look = () => {
			const found = this.frames.slice(from).find(fits);
			if (!found && this.#socket.readyState >= WebSocket.CLOSING) throw new Error(`MeshCentral closed the connection before ${what}.`);
			return found;
		};
		return await until(`${what} from MeshCentral`, look, { deadlineMs, everyMs: 10 });
	}

	close(): void {
		this.#socket.close();
		void this.#dispatcher.destroy();
	}
}
