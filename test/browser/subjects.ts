/** The four systems as they are met in the editor, and how the editor calls what their nodes do. */
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { packageName } from '../e2e/n8n/pack';
import type { N8nClient } from '../e2e/n8n/rest';

/** An operation as a workflow keeps it: `resource.operation`. */
export type OperationKey = `${string}.${string}`;

export const systems = [
	{ system: 'NetAlertX', type: 'netAlertX', credential: 'netAlertXApi', operation: 'device.getAll', event: 'deviceOffline' },
	{ system: 'Tactical RMM', type: 'tacticalRmm', credential: 'tacticalRmmApi', operation: 'agent.runScript', event: 'alertRaised' },
	{ system: 'MeshCentral', type: 'meshCentral', credential: 'meshCentralApi', operation: 'device.runCommand', event: 'deviceOffline' },
	{ system: 'Meshtech', type: 'meshtech', credential: 'meshtechApi', operation: 'firmware.update', event: 'firmwareChanged' },
] as const;

export type System = (typeof systems)[number]['system'];
type Type = (typeof systems)[number]['type'];

export const subjectOf = (system: System) => systems.find((each) => each.system === system)!;

/** n8n's own, for every node whose credential it can use: not the package's. */
const CUSTOM = '__CUSTOM_API_CALL__';

/** The options of a drop-down that are the package's. */
export const optionsOf = ({ options = [] }: INodeProperties): INodePropertyOptions[] => (options as INodePropertyOptions[]).filter(({ value }) => value !== CUSTOM);
/** All of them. */
export const allOptionsOf = ({ options = [] }: INodeProperties): INodePropertyOptions[] => options as INodePropertyOptions[];

export interface Operation {
	key: OperationKey;
	resource: INodePropertyOptions;
	operation: INodePropertyOptions;
}

/** The package's nodes as n8n describes them to the editor: names are taken from there, because their wording may change. */
export class NodeTypes {
	private constructor(private readonly all: ReadonlyMap<string, INodeTypeDescription>) {}

	static async of(client: N8nClient): Promise<NodeTypes> {
		const types = (await client.nodeTypes(packageName)) as unknown as INodeTypeDescription[];
		return new NodeTypes(new Map(types.map((type) => [type.name.replace(`${packageName}.`, ''), type])));
	}

	get names(): string[] {
		return [...this.all.keys()];
	}

	description(type: string): INodeTypeDescription {
		return this.all.get(type)!;
	}

	property(type: string, name: string): INodeProperties {
		return this.description(type).properties.find((property) => property.name === name)!;
	}

	operations(type: Type): Operation[] {
		const drops = this.description(type).properties.filter(({ name }) => name === 'operation');
		return optionsOf(this.property(type, 'resource')).flatMap((resource) =>
			drops
				.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(resource.value))
				.flatMap(optionsOf)
				.map((operation) => ({ key: `${resource.value}.${operation.value}` as const, resource, operation })),
		);
	}

	/** The line of an operation in the panel of nodes. */
	action(type: Type, key: OperationKey): string {
		return this.operations(type).find((each) => each.key === key)!.operation.action!;
	}

	events(type: Type): INodePropertyOptions[] {
		return optionsOf(this.property(`${type}Trigger`, 'triggerOn'));
	}

	/** The line of an event in the panel of nodes. */
	eventLine(type: Type, event: string): string {
		return this.events(type).find(({ value }) => value === event)!.action!;
	}

	eventName(type: Type, event: string): string {
		return this.events(type).find(({ value }) => value === event)!.name;
	}
}
