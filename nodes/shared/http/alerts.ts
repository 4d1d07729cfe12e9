import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { member } from '../thrown';

/**
 * Why the other side ended a connection of TLS 1.3: it looks at our certificate after the connection is open to us, and says what it thinks of it
 * by an alert (measured with OpenSSL's own server; those in Go do the same). undici tells of the end that follows and not of the alert, so it is
 * kept here for a moment, by the port that the connection has on our side.
 */
const alerts = new Map<number, Error>();
const KEPT = 64;

/** The same connector, whose connections leave their alert behind. */
export function overheard(connect: buildConnector.connector): buildConnector.connector {
	return (options, callback) =>
		connect(options, (...made) => {
			const [, socket] = made;
			if (socket) listen(socket);
			callback(...made);
		});
}

function listen(socket: Socket): void {
	const { localPort } = socket;
	if (localPort === undefined) return;
	alerts.delete(localPort);
	socket.once('error', (error) => {
		if (!/ALERT/.test(String(member(error, 'code')))) return;
		alerts.set(localPort, error);
		if (alerts.size > KEPT) alerts.delete(alerts.keys().next().value!);
	});
}

/** The alert that came before a connection ended; undefined where none did. @param cause what undici threw */
export function alertBefore(cause: unknown): Error | undefined {
	const port = member(member(cause, 'socket'), 'localPort');
	const alert = typeof port === 'number' ? alerts.get(port) : undefined;
	if (alert) alerts.delete(port as number);
	return alert;
}
