import type { ZodType } from 'zod/v4';
import { alertDays, toAlert } from '../../nodes/TacticalRmm/alert';
import { alertList, alertRecord, notFound } from '../../nodes/TacticalRmm/schemas/alerts';
import { checkHistory, checkList, checkRecord } from '../../nodes/TacticalRmm/schemas/checks';
import { sentence } from '../../nodes/TacticalRmm/schemas/common';
import { dashInfo } from '../../nodes/TacticalRmm/schemas/core';
import { customFieldList } from '../../nodes/TacticalRmm/schemas/customFields';
import { noteList, noteRecord } from '../../nodes/TacticalRmm/schemas/notes';
import { clientList, clientRecord, siteList, siteRecord } from '../../nodes/TacticalRmm/schemas/places';
import { serviceList, windowsService } from '../../nodes/TacticalRmm/schemas/services';
import { softwareOfAll, softwareOrNever } from '../../nodes/TacticalRmm/schemas/software';
import { taskList, taskRecord } from '../../nodes/TacticalRmm/schemas/tasks';
import { windowsUpdateList } from '../../nodes/TacticalRmm/schemas/windowsUpdates';
import { recorded } from '../support/tacticalRmmRecordings';

describe('what the real server answered is understood', () => {
	it.each<[string, ZodType]>([
		['alert-list', alertList],
		['alert-list-after-no-agent', alertList],
		['alert-list-filtered', alertList],
		['alert-get', alertRecord],
		['alert-get-with-webhook-result', alertRecord],
		['alert-get-unknown', notFound],
		['alert-resolve', sentence],
		['check-list', checkList],
		['check-list-by-policy', checkList],
		['check-get', checkRecord],
		['check-history', checkHistory],
		['check-reset', sentence],
		['check-create-ping', sentence],
		['client-list', clientList],
		['client-list-as-scoped-role', clientList],
		['client-get', clientRecord],
		['client-update', sentence],
		['site-list', siteList],
		['site-get', siteRecord],
		['core-dashinfo', dashInfo],
		['core-version', sentence],
		['customfield-list', customFieldList],
		['customfield-list-by-model', customFieldList],
		['note-list', noteList],
		['note-list-by-agent', noteList],
		['note-get', noteRecord],
		['service-list', serviceList],
		['service-get', windowsService],
		['software-list', softwareOfAll],
		['software-list-by-agent', softwareOrNever],
		['software-list-by-agent-none', softwareOrNever],
		['task-list', taskList],
		['task-list-by-policy', taskList],
		['task-get', taskRecord],
		['winupdate-list', windowsUpdateList],
		['winupdate-list-linux', windowsUpdateList],
	])('%s', (name, schema) => {
		expect(schema.safeParse(recorded(name)).error).toBeUndefined();
	});

	it('an alert in short, with and without an agent', () => {
		expect(toAlert(alertRecord.parse(recorded('alert-get-after-resolve')))).toEqual({
			id: 1,
			type: 'check',
			severity: 'error',
			message: expect.stringMatching(/^WIN-SRV-00 has a diskspace check/),
			raisedAt: '2026-11-20T17:21:26.433Z',
			resolved: true,
			resolvedAt: '2026-11-20T18:28:42.511Z',
			snoozed: false,
			snoozedUntil: null,
			hidden: false,
			deviceId: 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk',
			deviceName: 'WIN-SRV-00',
			client: 'Acme Corp',
			site: 'Berlin HQ',
			checkId: 1,
			taskId: null,
		});
		const { alerts } = recorded('alert-list-top') as { alerts: unknown[] };
		expect(toAlert(alertRecord.parse(alerts[1]))).toMatchObject({ id: 9, deviceId: null, deviceName: null, client: null, site: null });
	});
});

describe('whole days back that hold everything since a time, with an hour to spare', () => {
	const now = new Date('2026-11-20T12:00:00Z');
	it.each([
		['2026-11-20T11:59:00Z', 1],
		['2026-11-19T13:00:00Z', 1],
		['2026-11-19T12:59:59Z', 2],
		['2026-11-13T12:00:00Z', 8],
		['2026-11-21T12:00:00Z', 1],
	])('%s: %i', (from, days) => {
		expect(alertDays(new Date(from), now)).toBe(days);
	});
});
