import { operationsOf, type Operation } from './operation';
import { missingIn, type Versions } from './versions';

/** What a server says about itself and the account in use. */
export interface ConnectionReport {
	/** The product that answers, as users know it. */
	product: string;
	/** Its version, as the server writes it; null where it does not say. */
	version: string | null;
	/** Who the server takes us for; null where a secret stands for nobody in particular. */
	user: string | null;
	/** How many devices it shows to this user; null where it does not say. */
	devices: number | null;
	/** Rights that operations of this node need and that this user lacks, in the server's own words; null where it cannot be known. */
	missingRights: readonly string[] | null;
}

/**
 * The operation `Check Connection`: n8n says nothing but "tested successfully" of a good credential, so what else there is to know about
 * a connection is read by an operation.
 * @param check asks the server for everything that the report holds
 * @param versions what is known of the product's versions: the report then says what the server's own lacks
 */
export function checkConnection<C>(product: string, check: (client: C) => Promise<ConnectionReport>, versions?: Versions): Operation<C> {
	return operationsOf<C>()({
		name: 'Check Connection',
		value: 'checkConnection',
		action: 'Check connection to server',
		description: `Show which ${product} answers, the account that n8n uses, and missing rights or features of newer versions`,
		effect: 'read',
		fields: {},
		run: async ({ client }) => {
			const report = await check(client);
			return { ...report, missing: versions ? missingIn(versions, report.version) : null };
		},
	});
}
