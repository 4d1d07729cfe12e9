import type { Resource } from '../../../shared/operation';
import type { TacticalRmmClient } from '../../client';
import { getInstaller } from './installer';
import { getEventLog, getProcesses, getRemoteLinks, killProcess } from './machine';
import { setMaintenance } from './maintenance';
import { ping, reboot, recover, shutdown, waitUntilOnline, wake } from './power';
import { get, getAll } from './reading';
import { cancelPendingAction, getChecks, getHistory, getPendingActions, getScriptHistory, getTasks, runChecks } from './records';
import { runCommand, runScript } from './running';
import { search } from './searching';
import { remove, update, updateAgent } from './writing';

export const agent: Resource<TacticalRmmClient> = {
	name: 'Agent',
	value: 'agent',
	operations: [
		getAll,
		get,
		search,
		update,
		remove,
		runCommand,
		runScript,
		waitUntilOnline,
		reboot,
		shutdown,
		ping,
		recover,
		wake,
		setMaintenance,
		getRemoteLinks,
		getChecks,
		getTasks,
		getProcesses,
		killProcess,
		getEventLog,
		getHistory,
		getScriptHistory,
		runChecks,
		cancelPendingAction,
		getPendingActions,
		getInstaller,
		updateAgent,
	],
};
