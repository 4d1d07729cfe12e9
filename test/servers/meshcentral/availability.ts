/** Whether this machine can run MeshCentral's Linux agent, and what a test says where it cannot. */
import { existsSync } from 'node:fs';

interface Agent {
	/** Its file among MeshCentral's agents. */
	file: string;
	/** It is linked against glibc, whose loader has this path. */
	loader: string;
}

const linuxAgents: Partial<Record<NodeJS.Architecture, Agent>> = {
	x64: { file: 'meshagent_x86-64', loader: '/lib64/ld-linux-x86-64.so.2' },
	arm64: { file: 'meshagent_aarch64', loader: '/lib/ld-linux-aarch64.so.1' },
};

const agentHere = process.platform === 'linux' ? linuxAgents[process.arch] : undefined;

/** The agent's file for this machine. @throws an Error where there is none */
export function agentFile(): string {
	const reason = whyNoMeshCentral();
	if (!agentHere || reason) throw new Error(reason);
	return agentHere.file;
}

/** Why a real MeshCentral with agents cannot be run here, as a sentence; undefined where it can. */
export function whyNoMeshCentral(): string | undefined {
	const needs = 'MeshCentral\'s agent is run on Linux x64 and arm64 with glibc only';
	if (!agentHere) return `${needs}, and this is ${process.platform} ${process.arch}.`;
	if (!existsSync(agentHere.loader)) return `${needs}, and ${agentHere.loader} is missing here.`;
	return undefined;
}

/** Whether a real MeshCentral with agents can be run here. */
export const meshCentralAvailable = (): boolean => whyNoMeshCentral() === undefined;
