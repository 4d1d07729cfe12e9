/** Devices as the control channel lists them; only what the harness looks at is typed. */
import type { Control, Frame } from './control';

/** A device that runs an agent. */
export interface Node {
	_id: string;
	name: string;
	/** Bit 1: the agent is connected. Absent while nothing is. */
	conn?: number;
}

/** Every device that the user sees. */
export async function allNodes(control: Control): Promise<Node[]> {
	const { nodes } = await control.ask('nodes');
	return Object.values(nodes as Record<string, Node[]>).flat();
}

const agentIsConnected = 1;

export const isConnected = ({ conn = 0 }: Node): boolean => (conn & agentIsConnected) !== 0;

const agentAnswerMs = 500;
let lastProbe = 0;

/**
 * Whether the agent itself answers: what is sent in the first quarter of a second after it connected is lost, because its core does
 * not run yet. Asks for its load, of which nothing is stored.
 */
export async function agentAnswers(control: Control, nodeid: string): Promise<boolean> {
	const tag = `probe-${++lastProbe}`;
	const from = control.frames.length;
	control.send({ action: 'msg', type: 'cpuinfo', nodeid, tag });
	const isAnswer = (frame: Frame) => frame.type === 'cpuinfo' && frame.tag === tag;
	return await control.next('the answer of an agent', isAnswer, { from, deadlineMs: agentAnswerMs }).then(
		() => true,
		() => false,
	);
}
