import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { accessOf } from './authentication';
import { requireNodeJs } from './nodeJs';
import type { OnRemark } from './remarks';
import type { Access, ClientOptions, System } from './system';

/** The server, and who asks there: see {@link Access.identity}. */
export interface Identity {
	scope: string;
	asker: string;
}

/** A client, and whom it asks as whom. */
export interface Connected<C> {
	client: C;
	/** Not asked for by a node that keeps nothing. */
	identity(): Identity | Promise<Identity>;
}

/** Connects by one access of one of several systems. */
export interface Connect {
	<C>(access: Access<C>, more?: Pick<ClientOptions, 'remark'>): Promise<Connected<C>>;
	/** Says what a user has to know although it is no error. */
	remark: OnRemark;
	/** Reads a parameter of the node. */
	parameter(name: string): unknown;
}

/** What n8n gives a separate node. */
interface Node {
	parameter(name: string): unknown;
	credentials(type: string): Promise<ICredentialDataDecryptedObject>;
}

/** The client of a node: by the access that is chosen, or over several systems. */
export async function connected<C>(system: System<C>, { parameter, credentials }: Node, options: ClientOptions): Promise<Connected<C>> {
	const connect = async <A>(access: Access<A>, more: Pick<ClientOptions, 'remark'> = {}): Promise<Connected<A>> => {
		const data = await credentials(access.credential);
		return { client: await access.connect(data, { ...options, ...more }), identity: () => access.identity(data) };
	};
	if (!system.joined) return await connect(accessOf(system, parameter));
	requireNodeJs();
	return system.joined(Object.assign(connect, { parameter, remark: options.remark ?? (() => {}) }));
}
