import type { INode, INodeProperties, INodeType } from 'n8n-workflow';

/**
 * The same node with the fields of one operation only: n8n works out which of all of them are shown each time it makes a workflow, which takes
 * longer than most runs. A test holds its parameters to be the same as with all fields.
 */
export function withinOperation(type: INodeType, { resource, operation }: INode['parameters']): INodeType {
	if (!isPlain(resource) || !isPlain(operation)) return type;
	const { description } = type;
	const properties = description.properties.filter((each) => mayShow(each, 'resource', resource) && mayShow(each, 'operation', operation));
	return Object.assign(Object.create(type) as INodeType, { description: { ...description, properties } });
}

/** No expression, whose value is known once the node runs. */
function isPlain(value: unknown): value is string {
	return typeof value === 'string' && !value.startsWith('=');
}

function mayShow({ displayOptions }: INodeProperties, by: 'resource' | 'operation', value: string): boolean {
	const values = displayOptions?.show?.[by];
	return values === undefined || values.includes(value);
}
