import type { Clusters, Index } from './clusters';
import type { Known } from './known';
import type { Evidence } from './types';

/** What speaks against taking two devices for one, although they have something in common. */
export class Contradictions {
	constructor(
		private readonly clusters: Clusters,
		/** Records by name. */
		private readonly names: Index,
		/** Records seen within the hour by an address that one device alone can have. */
		private readonly ips: Index,
		/** Whether the user says that two devices are two. */
		private readonly isApart: (a: number, b: number) => boolean,
	) {}

	/** @param a, b each the root of a device */
	between(a: number, b: number, by: Evidence): boolean {
		if (this.isApart(a, b)) return true;
		if (by === 'pair' || by === 'meshId') return false;
		const [one, other] = [this.recordsOf(a), this.recordsOf(b)];
		if (differ(serials(one), serials(other))) return true;
		if (by === 'mac' && areTwoComputers(one, other)) return true;
		if (by === 'mac' || by === 'serial') return this.isCalledLikeAnother(a, b) || this.isCalledLikeAnother(b, a);
		if (differ(meshIds(one), meshIds(other))) return true;
		if (by === 'name and ip') return isElsewhere(one, other);
		if (hasNoSuchCard(one, other) || hasNoSuchCard(other, one)) return true;
		if (by === 'name') return differ(ipsOf(one), ipsOf(other)) && (this.hasAddressOfThird(a, b) || this.hasAddressOfThird(b, a));
		if (isElsewhere(one, other)) return true;
		// Behind the same public address, one private address is one device's at a time, whatever the two are called.
		return differ(namesOf(one), namesOf(other)) && (!isInOneNetwork(one, other) || this.isNamedElsewhere(a, b) || this.isNamedElsewhere(b, a));
	}

	/** Both tell their serial number, and they are different: surely two devices. */
	isSure(a: number, b: number): boolean {
		return this.isApart(a, b) || differ(serials(this.recordsOf(a)), serials(this.recordsOf(b)));
	}

	/**
	 * A card that is in one computer today was in another one yesterday, such as that of a dock: it is known by the name of a third device, in
	 * the system of the one that it would be taken for.
	 */
	private isCalledLikeAnother(card: number, agent: number): boolean {
		const [ofCard, ofAgent] = [namesOf(this.recordsOf(card)), namesOf(this.recordsOf(agent))];
		if (!differ(ofCard, ofAgent)) return false;
		const parts = new Set(this.recordsOf(agent).flatMap(({ part, rowsAre }) => (rowsAre === 'agents' ? part : [])));
		for (const name of ofCard) {
			for (const index of this.names.get(name) ?? []) {
				const root = this.clusters.of(index);
				if (root !== card && root !== agent && parts.has(this.clusters.known[index]!.part)) return true;
			}
		}
		return false;
	}

	/** One of its names is that of a third device, in a system of the other: then the other one is not meant. */
	private isNamedElsewhere(root: number, other: number): boolean {
		return this.isOfThird(namesOf(this.recordsOf(root)), this.names, root, other);
	}

	/** Its address is that of a third device, in a system of the other: a name that was typed in wrongly is easily somebody else's. */
	private hasAddressOfThird(root: number, other: number): boolean {
		return this.isOfThird(ipsOf(this.recordsOf(root)), this.ips, root, other);
	}

	private isOfThird(keys: Texts, index: Index, root: number, other: number): boolean {
		const parts = new Set(this.recordsOf(other).map(({ part }) => part));
		const isThird = (at: number) => ![root, other].includes(this.clusters.of(at)) && parts.has(this.clusters.known[at]!.part);
		return keys.some((key) => (index.get(key) ?? []).some(isThird));
	}

	private recordsOf(root: number): Known[] {
		return this.clusters.members(root).map((index) => this.clusters.known[index]!);
	}
}

type Texts = readonly string[];

/** What the records of a device have of something; most devices have one record at that time. */
function allOf(records: readonly Known[], of: (known: Known) => Texts): Texts {
	return records.length === 1 ? of(records[0]!) : records.flatMap(of);
}

const NOTHING: Texts = [];
const list = (text: string | undefined): Texts => (text === undefined ? NOTHING : [text]);
const serials = (records: readonly Known[]): Texts => allOf(records, ({ serial }) => list(serial));
const meshIds = (records: readonly Known[]): Texts => allOf(records, ({ meshId }) => list(meshId));
const namesOf = (records: readonly Known[]): Texts => allOf(records, ({ names }) => names);
const macsOf = (records: readonly Known[]): Texts => allOf(records, ({ macs }) => macs);
const ipsOf = (records: readonly Known[]): Texts => allOf(records, ({ ips }) => ips);
const networks = (records: readonly Known[]): Texts => allOf(records, ({ network }) => list(network));

/** Both have some, and none in common. */
function differ(a: Texts, b: Texts): boolean {
	return a.length > 0 && b.length > 0 && !a.some((each) => b.includes(each));
}

/** Their addresses are of two networks, behind two public addresses. */
function isElsewhere(one: readonly Known[], other: readonly Known[]): boolean {
	return differ(networks(one), networks(other));
}

/** Both are known to be behind the same public address. */
function isInOneNetwork(one: readonly Known[], other: readonly Known[]): boolean {
	return networks(one).some((each) => networks(other).includes(each));
}

/** All network cards of one are known, and those of the other are not among them. */
function hasNoSuchCard(one: readonly Known[], other: readonly Known[]): boolean {
	const all = allOf(one, ({ macs, knowsAllMacs }) => (knowsAllMacs ? macs : NOTHING));
	return differ(all, allOf(other, ({ macs }) => macs));
}

/**
 * Agents of two systems that go by different host names, and of which each has a network card that the other lacks: what they share is a dock, or
 * a virtual switch.
 */
function areTwoComputers(one: readonly Known[], other: readonly Known[]): boolean {
	const [a, b] = [one, other].map((records) => records.filter(({ rowsAre }) => rowsAre === 'agents')) as [Known[], Known[]];
	if (a.length === 0 || b.length === 0 || !differ(namesOf(a), namesOf(b))) return false;
	const [its, others] = [macsOf(a), macsOf(b)];
	return its.some((mac) => !others.includes(mac)) && others.some((mac) => !its.includes(mac));
}
