import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Call } from '../../nodes/shared/http/call';
import type { Effect } from '../../nodes/shared/http/retry';
import { runNode, type NodeRun, type NodeRunOptions } from '../support/runNode';
import type { OperationRow, Served } from '../nodes/systems';
import { FaultProxy } from './proxy';

let secrets = 0;

/** A server of an operation's system with a proxy in front of it. */
export interface Behind {
	readonly proxy: FaultProxy;
	readonly served: Served;
	/** What the credential proves with. */
	readonly secret: string;
	/** The credentials, with the proxy's address instead of the server's. */
	readonly credentials: Record<string, ICredentialDataDecryptedObject>;
	/** Runs the operation's sample with its first item, or other parameters of it. */
	run(options?: NodeRunOptions, parameters?: object): Promise<NodeRun>;
	stop(): Promise<void>;
}

export async function behindProxy({ node, resource, operation, sample = {} }: OperationRow, secret = `c4nary/Tok+en${++secrets}==`): Promise<Behind> {
	const served = await node.start(secret);
	const [[type, data] = ['', {}]] = Object.entries(served.credentials);
	const { origin } = new URL(String(data.baseUrl));
	const { proxy, url } = await FaultProxy.start(origin);
	const credentials = { [type]: { ...data, baseUrl: String(data.baseUrl).replace(origin, url) } };
	return {
		proxy,
		served,
		secret,
		credentials,
		run: async (options, parameters) =>
			await runNode(
				node.create(),
				{ resource: resource.value, operation: operation.value, ...sample.parameters, ...parameters },
				{ credentials, items: [sample.items?.[0] ?? {}], ...options },
			),
		async stop() {
			await proxy.stop();
			await served.stop();
		},
	};
}

/** What asking twice does, also where the transport is not told of it. */
export function effectOf({ node }: OperationRow, call: Call<unknown>): Effect {
	return node.effectOf?.(call) ?? call.effect;
}
