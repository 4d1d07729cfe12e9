/** The MeshCentral Live Trigger at a server whose devices are changed through another session. */
import '../../test/support/environment';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { MeshCentralLiveTrigger } from '../../nodes/MeshCentral/MeshCentralLiveTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { Control, type ControlAccess } from '../../test/servers/meshcentral/control';
import { LiveNode } from '../../test/support/liveNode';
import { answer } from '../support/answer';
import { follow, type LiveCosts } from '../support/liveRounds';

export interface MeshCentralLiveGiven {
	/** Of the node. */
	credential: ICredentialDataDecryptedObject;
	/** Of the one who changes devices. */
	access: ControlAccess;
	/** Of the devices. */
	ids: string[];
}

let looks = 0;
const { devices } = ControlClient.prototype;
ControlClient.prototype.devices = async function (...args) {
	looks++;
	return await devices.apply(this, args);
};

async function main({ credential, access, ids }: MeshCentralLiveGiven): Promise<LiveCosts> {
	const trigger = new LiveNode({
		load: async () => await Promise.resolve(new MeshCentralLiveTrigger()),
		parameters: { triggerOn: ['deviceChanged'], watchedFields: ['desc'], options: { maximumItems: 10_000 } },
		credentials: { meshCentralApi: credential },
	});
	await trigger.activate();
	const control = await Control.open(access);
	const describe = (nodeid: string, desc: string) => control.send({ action: 'changedevice', nodeid, desc });
	const costs = await follow({
		trigger,
		ids,
		looks: () => looks,
		happen: (nr) => describe(ids[nr % ids.length]!, `happened ${nr}`),
		change: (id, burst) => describe(id, `burst ${burst}`),
	});
	control.close();
	await trigger.deactivate();
	await sessions.closeAll();
	await closeAgents();
	return costs;
}

void main(JSON.parse(process.argv[2]!) as MeshCentralLiveGiven).then(answer);
