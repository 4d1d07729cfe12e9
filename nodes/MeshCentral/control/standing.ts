import type { GroupRecord } from '../schemas';
import { accountOf, type Account } from '../rights';
import type { Frame } from './frames';

/** What the server pushes when something of a device group, or of who is in it, has changed. */
const OF_GROUPS = new Set(['createmesh', 'deletemesh', 'meshchange', 'createusergroup', 'deleteusergroup', 'usergroupchange']);

/** Who a session acts as and what it may do there: as the server said at the sign-in, kept current by what it pushes. */
export class Standing {
	/** undefined where nothing could be made of what the server said. */
	account: Account | undefined;
	/** The device groups as they were read last, until something of them changes. */
	groups?: Promise<GroupRecord[]>;

	constructor(userinfo?: unknown) {
		this.account = accountOf(userinfo);
	}

	/** Takes note of a pushed event. The server sends one's own account again whenever its rights change. */
	hear({ action, event }: Frame): void {
		if (action !== 'event' || typeof event !== 'object' || event === null) return;
		const { action: happened, account } = event as Record<string, unknown>;
		if (OF_GROUPS.has(String(happened))) this.groups = undefined;
		if (happened !== 'accountchange') return;
		const changed = accountOf(account);
		if (changed && changed._id === this.account?._id) this.account = changed;
	}
}
