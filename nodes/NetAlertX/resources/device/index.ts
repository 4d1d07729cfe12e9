import type { Resource } from '../../../shared/operation';
import type { NetAlertXClient } from '../../client';
import { deleteEvents, remove, resetProperties, wake } from './guarded';
import { lockField, unlockField, unlockFields } from './locking';
import { exportCsv, getHistory, getOpenPorts } from './looking';
import { get, getAll, getTemplate } from './reading';
import { updateField } from './updateField';
import { archive, copy, create, markAsKnown, replace, setAlias, update } from './writing';

export const device: Resource<NetAlertXClient> = {
	name: 'Device',
	value: 'device',
	operations: [
		getAll,
		get,
		getTemplate,
		getHistory,
		getOpenPorts,
		exportCsv,
		create,
		update,
		replace,
		updateField,
		setAlias,
		markAsKnown,
		archive,
		lockField,
		unlockField,
		unlockFields,
		copy,
		resetProperties,
		remove,
		deleteEvents,
		wake,
	],
};
