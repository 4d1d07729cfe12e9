import type { ZodType } from 'zod/v4';
import type { Call } from '../shared/http/call';
import { leftOutOf } from '../shared/http/rows';
import { NamesRead } from '../shared/namesRead';
import { ReadOnce } from '../shared/readOnce';
import type { OnRemark } from '../shared/remarks';
import { routeOf, type RawRequest } from '../shared/routes';
import type { ClientOptions } from '../shared/system';
import { asJson } from '../shared/text';
import { anyList, anyRecord, filledIn, labelBody, toJob, type AnyRecord, type AssumedRouteName, type Assumptions, type Job, type NewJob } from './assumptions';
import { AssumptionError } from './assumptionError';
import { clock } from './clock';
import { unknownDevice } from './device';
import { pagesOf, type Page } from './paging';
import { Portal, type Account } from './portal';
import { routes } from './routes';
import * as answers from './schemas';
import type { DeviceRecord } from './schemas';

/** Every device, by id. */
export class Listing extends Map<string, DeviceRecord> {
	/** Rows of which no ID could be read: a device that is not there may be one of them. */
	unreadable = 0;
}

/**
 * What Meshtech's portal can do, as typed methods. Methods that say so rest on assumptions (see assumptions.ts); all others need only
 * what Meshtech documents.
 */
export class MeshtechClient {
	/** Names this connection in this process, without giving its secrets away. */
	readonly key: string;
	/** Who signs in. */
	readonly username: string;
	/** Tells the user what they have to know, although it is no error. */
	readonly remark: OnRemark;
	private readonly portal: Portal;
	private listingUnderWay?: Promise<Listing>;
	private readonly known = new ReadOnce();
	private readonly namesRead = new NamesRead<DeviceRecord>(({ id, friendlyName }) => [id, friendlyName]);
	/** The assumed route to a single device was found not to exist. */
	private hasNoDeviceRoute = false;

	constructor(
		account: Account,
		private readonly assumptions: Assumptions,
		private readonly options: ClientOptions,
	) {
		this.portal = new Portal(account, assumptions, options);
		this.key = this.portal.key;
		this.username = account.username;
		this.remark = options.remark ?? (() => {});
	}

	/** Proves that signing in works and that the API takes the token: with documented requests only. */
	async authenticate(): Promise<void> {
		await this.portal.signInAnew();
		await this.page(undefined, { MaxResults: 1 }, { provesAddress: true });
	}

	/** Every device, by id: a complete listing. Who asks while one is under way gets that one. */
	async listing(): Promise<Listing> {
		this.listingUnderWay ??= this.readAll().finally(() => (this.listingUnderWay = undefined));
		return await this.listingUnderWay;
	}

	/** Every device, read once and then kept for as long as this client lives. */
	async allDevices(): Promise<Listing> {
		return await this.known.get('devices', async () => {
			const listing = await this.listing();
			this.namesRead.note([...listing.values()]);
			return listing;
		});
	}

	/** The name of a device, where it was read already. */
	knownName(id: string): string | null | undefined {
		return this.namesRead.get(id);
	}

	/** Devices that pass, in the server's order; no more pages are read than it takes to find so many. */
	async devices(passes: (record: DeviceRecord) => boolean, most = Infinity): Promise<DeviceRecord[]> {
		const found: DeviceRecord[] = [];
		for await (const devices of this.devicePages()) {
			found.push(...devices.filter(passes));
			if (found.length >= most) return found.slice(0, most);
		}
		return found;
	}

	/**
	 * One device: by the assumed route where there is one, else from the documented list.
	 * @throws InputError where the list has no such device either
	 */
	async device(id: string): Promise<DeviceRecord> {
		const single = this.hasNoDeviceRoute ? undefined : await this.singleDevice(id);
		if (single) return single;
		const found = (await this.allDevices()).get(id);
		if (!found) throw unknownDevice(id);
		this.hasNoDeviceRoute = true;
		return found;
	}

	private async singleDevice(id: string): Promise<DeviceRecord | undefined> {
		try {
			const answer = answers.deviceRecord.refine((record) => record.id === id, { error: 'another device' });
			return this.namesRead.note([await this.assumedRead('device', id, answer)])[0];
		} catch (error) {
			if (error instanceof AssumptionError) return undefined;
			throw error;
		}
	}

	async rename(id: string, name: string): Promise<void> {
		await this.write({ method: 'PUT', path: ['devices', id, 'friendly-name'], json: { name }, effect: 'idempotent' });
	}

	async removeLabel(id: string, label: string): Promise<void> {
		await this.write({ method: 'DELETE', path: ['devices', id, 'labels', label], effect: 'idempotent' });
	}

	/** Makes a label known to the account; no device has it then. */
	async createLabel(label: string): Promise<void> {
		await this.write({ method: 'POST', path: ['labels'], json: { label }, effect: 'once' });
	}

	/** Gives a device a label. Assumed. */
	async addLabel(id: string, label: string): Promise<void> {
		await this.portal.assumed('addLabel', id, { json: labelBody(label), effect: 'idempotent', answer: answers.done, orText: true });
	}

	/** Firmware that can be installed, as the server lists it. Assumed. */
	async firmwares(most = Infinity): Promise<AnyRecord[]> {
		return await this.assumedList('firmwares', most);
	}

	/** Jobs, as the server lists them. Assumed. */
	async jobs(most = Infinity): Promise<AnyRecord[]> {
		return await this.assumedList('jobs', most);
	}

	/** Assumed. */
	async job(id: string): Promise<AnyRecord> {
		return await this.assumedRead('job', id, anyRecord);
	}

	/** Has the server update devices: sent once, and never again if it may have arrived. Assumed. */
	async createJob(job: NewJob): Promise<{ job: Job; answer: unknown }> {
		const json = filledIn(this.assumptions.jobBody, job);
		const answer = await this.portal.assumed('createJob', '', { json, effect: 'once', answer: answers.done, orText: true });
		const record = anyRecord.safeParse(answer);
		return { job: toJob(record.success ? record.data : {}), answer };
	}

	/** Any other route; signing in is refused (see routes.ts). */
	async raw(request: RawRequest): Promise<unknown> {
		const { method, path, effect } = routeOf(routes, request);
		const json = method === 'GET' ? undefined : request.body;
		return await this.portal.request({ method, path, query: request.query, json, effect, answer: answers.anything, isRaw: true, orText: true });
	}

	/** The time by the server's clock. */
	serverNow(): Date {
		return this.portal.serverNow();
	}

	/** @throws CancelledError as soon as the execution is cancelled */
	async pause(ms: number): Promise<void> {
		await clock.pause(ms, this.options.signal);
	}

	private async readAll(): Promise<Listing> {
		const all = new Listing();
		const pages = this.devicePages(({ items }) => (all.unreadable += leftOutOf(items).count));
		for await (const devices of pages) for (const device of devices) all.set(device.id, device);
		return all;
	}

	/** @param look is shown every page as it came */
	private devicePages(look: (page: Page<DeviceRecord>) => void = () => {}): AsyncGenerator<DeviceRecord[], void> {
		const { nextToken, pageSize } = this.assumptions;
		const asked = { method: 'GET', path: '/devices' };
		const ask = async (token: string | undefined) => {
			const page = await this.page(token, { MaxResults: pageSize });
			look(page);
			return page;
		};
		return pagesOf({ asked, nextToken }, ask, ({ id }) => id);
	}

	private async page(token: string | undefined, query: { MaxResults: number }, more: Partial<Call<Page<DeviceRecord>>> = {}): Promise<Page<DeviceRecord>> {
		const next = { ...query, [this.assumptions.nextToken]: token };
		return await this.portal.request({ method: 'GET', path: ['devices'], query: next, effect: 'read', answer: answers.devicePage, ...more });
	}

	private async assumedRead<T>(name: AssumedRouteName, id: string, answer: ZodType<T>): Promise<T> {
		return await this.portal.assumed(name, id, { effect: 'read', answer });
	}

	/** Read in pages if the answer names a next one, as the documented list does. */
	private async assumedList(name: 'firmwares' | 'jobs', most: number): Promise<AnyRecord[]> {
		const { nextToken, paths } = this.assumptions;
		const ask = async (token: string | undefined): Promise<Page<AnyRecord>> => {
			const query = token === undefined ? {} : { [nextToken]: token };
			return await this.portal.assumed(name, '', { query, effect: 'read', answer: anyList });
		};
		const found: AnyRecord[] = [];
		for await (const page of pagesOf({ asked: { method: 'GET', path: paths[name] }, nextToken }, ask, asJson)) {
			found.push(...page);
			if (found.length >= most) return found.slice(0, most);
		}
		return found;
	}

	/** What a write answers besides its status is not documented. */
	private async write(call: Pick<Call<unknown>, 'method' | 'path' | 'json' | 'effect'>): Promise<void> {
		await this.portal.request({ ...call, answer: answers.done, orText: true });
	}
}
