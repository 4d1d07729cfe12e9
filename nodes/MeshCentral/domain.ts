/** What there is to say of an account that is of another domain than the address. */
export interface OutsideDomain {
	message: string;
	/** What to do where the credential holds the address, and where a wrapper does. */
	ofServer: string;
	ofWrapper: string;
}

/**
 * MeshCentral accepts a login token at the address of any of its domains; at one that is not the account's own, every list is empty and
 * nothing says why (measured on 1.1.55).
 * @param userId `user/<domain>/<name>`
 * @param domain of the address; '' is the server's default one
 * @returns undefined where the two agree, or one of them is not known
 */
export function accountOutsideDomain(userId: string | undefined, domain: string | undefined): OutsideDomain | undefined {
	const own = userId?.split('/')[1];
	if (own === undefined || domain === undefined || own === domain) return undefined;
	return {
		message: `This account belongs to ${named(own)}, but the address leads to ${named(domain)}, where it sees no devices`,
		ofServer: own === '' ? "Leave 'Domain' of the credential empty, and the domain out of its address." : `Enter "${own}" as 'Domain' of the credential.`,
		ofWrapper: 'The wrapper signs in with its own account: ask its administrator to correct that account, or the address of MeshCentral, in its environment.',
	};
}

function named(domain: string): string {
	return domain === '' ? 'the default domain' : `the domain "${domain}"`;
}
