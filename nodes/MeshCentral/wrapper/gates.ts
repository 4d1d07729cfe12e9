import { gateOf, type Gate } from '../../shared/gate';

/** The wrapper has five workers, for everybody: two are ours. */
const AT_ONCE = 2;

/** The gates of a wrapper, by its address: shared by all nodes, items and triggers of this process. */
export function gatesOf(address: string): {
	/** For every request. */
	requests: Gate;
	/** For commands that run on devices, beside the other: the wrapper mixes up the outputs of those that run at the same time. */
	runs: Gate;
} {
	return { requests: gateOf(`${address} requests`, AT_ONCE), runs: gateOf(`${address} runs`, 1) };
}
