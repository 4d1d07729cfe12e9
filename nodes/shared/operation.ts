import type { Files } from './binary';
import type { Fields, ValuesOf } from './fields';
import type { Effect } from './http/retry';
import { idsLast } from './idsLast';

/** What `run` gets for one item. */
export interface Run<C, F> {
	client: C;
	/** Checked values of the operation's fields. */
	fields: ValuesOf<F>;
	/** Files that came in with the item, and a place for those that go out (see {@link Operation.run}). */
	files: Files;
	/** Aborted when the execution is cancelled: for operations that wait. */
	signal?: AbortSignal;
}

/** How an operation that acts on one device an item can be rolled out in waves: it adds `Roll-Out` to the options. */
export interface RollsOut<C, F extends Fields<C> = Fields<C>> {
	/** The switch among its fields that makes an exit code other than 0 an error, where it has one. */
	exitCode?: keyof F & string;
	/** Whether this item needs its device to be online, which is so unless said otherwise. */
	online?: false | ((run: Run<C, F>) => boolean);
}

/** Something a user can do with a resource, declared once: labels, fields, effect, and what it does. */
export interface Operation<C, F extends Fields<C> = Fields<C>> {
	/** Title Case, without the resource: "Lock Field". */
	name: string;
	/** Kept in workflows: frozen once released. */
	value: string;
	/** Sentence case, with the resource and without articles: "Lock device field". */
	action: string;
	/** One sentence that says it in other words, without a full stop. */
	description: string;
	/** The strongest effect of any request that `run` makes; a test holds the two together. */
	effect: Effect;
	/**
	 * For operations of which some inputs do less, such as a raw request that only reads: the effect of one item. All items are judged before
	 * the first is sent, wherever that matters.
	 */
	effectOf?(run: Run<C, F>): Effect;
	/**
	 * What the account needs at the server for this, in the server's own words, such as `can_send_cmd`: all of them. Errors and the table of
	 * rights in the docs are made of it.
	 */
	rights?: readonly string[];
	/** Shown above the fields: what a user has to know before, such as what gets overwritten. */
	notice?: string;
	fields: F;
	/** At most so many items of an execution at once, where the system's usual number is too many. */
	atOnce?: number;
	/**
	 * For operations that delete, turn off or touch many: how many devices this item is about. It adds `Maximum Devices Affected` to
	 * the options; all items are read and counted before the first is sent.
	 */
	affects?(run: Run<C, F>): number | Promise<number>;
	/** What `affects` counts, in the plural; devices unless said otherwise. */
	affectsWhat?: string;
	/** It may do harm by the number of its devices, and can be rolled out. Its effect is `once`, and one of its fields names the device. */
	rollsOut?: RollsOut<C, F>;
	/**
	 * One of its fields holds a list of devices, and items that differ in nothing else are one run over all of them, as what is dragged onto the
	 * field from a list of devices means. Each result belongs to the item that has its `id` in its list. It needs {@link affects}.
	 */
	gathers?: keyof F & string;
	/**
	 * For operations that are about all items at once, such as finding each of them among the others: instead of {@link run}, once for all
	 * items. Each result belongs to one of them.
	 */
	together?(all: { client: C; items: ReadonlyArray<{ item: number; json: object; fields: ValuesOf<F> }> }): Promise<ReadonlyArray<{ item: number; json: object }>>;
	/** One object or a list of them; every one becomes an output item. One with files is a `WithFiles`. */
	run(run: Run<C, F>): Promise<object | readonly object[]>;
	/** It returns what the server returns, as it came. An operation with *Simplify* does so where that is off. */
	isRaw?: true;
}

/** How the notice of everything that deletes ends, after what else is lost or stops working. */
export const CANNOT_BE_UNDONE = 'This cannot be undone.';

export interface Resource<C> {
	/** Title Case. */
	name: string;
	/** Kept in workflows: frozen once released. */
	value: string;
	/** The first is the one that the editor offers first. */
	operations: ReadonlyArray<Operation<C>>;
}

/** Fixes a system's client once, so that every operation's `run` and fields are typed by inference. What is not raw begins with what people look for. */
export function operationsOf<C>() {
	return <F extends Fields<C>>(declared: Operation<C, F>): Operation<C> => {
		const operation = declared as unknown as Operation<C>;
		const isRaw = ({ simplify }: Readonly<Record<string, unknown>>) => operation.isRaw === true || simplify === false;
		return {
			...operation,
			run: async (run) => {
				const result = await operation.run(run);
				return isRaw(run.fields) ? result : Array.isArray(result) ? result.map(idsLast) : idsLast(result);
			},
		};
	};
}
