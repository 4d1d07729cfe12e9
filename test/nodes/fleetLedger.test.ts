import type { PartRead } from '../../nodes/DeviceFleet/client';
import { Ledger } from '../../nodes/DeviceFleet/ledger';

it('believes no list that is empty all at once, however few devices it had, until a day has passed', () => {
	const empty: PartRead[] = [{ source: 'tacticalRmm', rowsAre: 'agents', records: [], isWhole: true, isUnread: false }];
	const whole = new Set(['tacticalRmm']);
	const first = new Ledger([JSON.stringify(['size', 'tacticalRmm', 9, ''])], '2026-11-27T06:00:00.000Z');
	expect([...first.trusted(empty, whole)]).toEqual([]);
	expect([...new Ledger(first.entries(empty), '2026-11-27T07:00:00.000Z').trusted(empty, whole)]).toEqual([]);
	expect([...new Ledger(first.entries(empty), '2026-11-28T07:00:00.000Z').trusted(empty, whole)]).toEqual(['tacticalRmm']);
});
