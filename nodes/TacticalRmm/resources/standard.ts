import { limited, paging, simplify, type Field } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import type { RecordsApi } from '../api/records';
import { nameAmong } from '../naming';
import { operation } from '../operation';
import type { Right } from '../rights';

/** A kind of records of which the operations Get, Get Many and Delete are all alike. */
export interface Shelf<R extends { id: number }> {
	/** In actions: "policy". */
	one: string;
	/** In actions: "policies". */
	many: string;
	/** The parameter that points at one, and its field; its value is the ID. */
	id: readonly [name: string, field: Field<string | number, TacticalRmmClient>];
	rights: { read: Right; write: Right };
	api(client: TacticalRmmClient): RecordsApi<R>;
	/** A record in short, without secrets. */
	short(record: R): object;
	/** What to know before a record is shown whole. */
	notice?: string;
}

interface Words {
	description: string;
	notice?: string;
}

interface Deleting extends Words {
	/** All of the kind by name: the output tells which one was deleted. */
	names(client: TacticalRmmClient): Promise<ReadonlyArray<{ id: number; name: string | null }>>;
}

export function getting<R extends { id: number }>({ one, id: [name, field], rights, api, short, notice }: Shelf<R>, { description }: Words): Operation<TacticalRmmClient> {
	return operation({
		name: 'Get',
		value: 'get',
		action: `Get ${one}`,
		description,
		effect: 'read',
		rights: [rights.read],
		notice,
		fields: { ...only(name, field), simplify },
		run: async ({ client, fields }) => {
			const record = await api(client).get(idIn(fields, name));
			return fields.simplify ? short(record) : record;
		},
	});
}

export function gettingMany<R extends { id: number }>({ many, rights, api, short, notice }: Shelf<R>, { description }: Words): Operation<TacticalRmmClient> {
	return operation({
		name: 'Get Many',
		value: 'getAll',
		action: `Get many ${many}`,
		description,
		effect: 'read',
		rights: [rights.read],
		notice,
		fields: { ...paging, simplify },
		run: async ({ client, fields }) => limited(await api(client).list(), fields).map((record) => (fields.simplify ? short(record) : record)),
	});
}

export function deleting<R extends { id: number }>({ one, many, id: [parameter, field], rights, api }: Shelf<R>, { description, notice, names }: Deleting): Operation<TacticalRmmClient> {
	return operation({
		name: 'Delete',
		value: 'delete',
		action: `Delete ${one}`,
		description,
		effect: 'once',
		rights: [rights.write],
		notice,
		fields: only(parameter, field),
		affects: () => 1,
		affectsWhat: many,
		run: async ({ client, fields }) => {
			const id = idIn(fields, parameter);
			const name = await nameAmong(async () => await names(client), id);
			await api(client).delete(id);
			return { deleted: true, name, id };
		},
	});
}

function only(name: string, field: Field<string | number, TacticalRmmClient>): Record<string, Field<string | number, TacticalRmmClient>> {
	return { [name]: field };
}

function idIn(fields: Readonly<Record<string, unknown>>, name: string): number {
	return Number(fields[name]);
}
