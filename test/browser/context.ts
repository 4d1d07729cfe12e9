import type { Editor, Fold } from './editor';
import type { NodeForm } from './nodeForm';
import { subjectOf, type NodeTypes, type OperationKey, type System } from './subjects';
import type { World } from './world';

/** What all parts of the test share; there once the tests run. */
export interface Context {
	readonly world: World;
	readonly editor: Editor;
	readonly types: NodeTypes;
}

/** A new workflow with one node, added from the panel; its form is open, and the credential is the right one where there is one. */
export async function added({ editor, types, world }: Context, system: System, what: { operation: OperationKey } | { event: string }): Promise<NodeForm> {
	const { type, credential } = subjectOf(system);
	const [fold, line]: [Fold, string] = 'event' in what ? ['Triggers', types.eventLine(type, what.event)] : ['Actions', types.action(type, what.operation)];
	await editor.newWorkflow();
	const form = await editor.add(system, fold, line);
	const account = world.account(credential);
	if (account) await form.useCredential(account);
	return form;
}

/** Whether the system runs on this machine: MeshCentral is a real one, which needs Linux. */
export function isThere({ world }: Context, system: System): boolean {
	return system !== 'MeshCentral' || world.meshCentral !== undefined;
}
