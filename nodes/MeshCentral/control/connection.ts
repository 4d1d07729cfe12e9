import type { Route } from '../../shared/http/agents';

/** A MeshCentral control channel and the proof of who asks: what a credential comes down to. */
export interface ControlConnection extends Omit<Route, 'origin'> {
	/** `wss://<host>[:port]/[<domain>/]control.ashx`, or the REST wrapper's route to it. */
	url: string;
	/** Sent with the handshake; they carry the secret. */
	headers: Readonly<Record<string, string>>;
	/** What is sent in the header of Basic Auth, where this credential can send none. */
	inPlaceOfBasicAuth?: string;
	/** Masked wherever an error repeats what a server said. */
	secrets: readonly string[];
	/** What may be wrong with the secret as it was entered, should it be rejected; '' where nothing is. */
	doubt?: string;
	/** The wrapper signs in with credentials of its own. */
	through?: 'wrapper';
}
