import type { INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

/** A property with the way to it: `updateFields.devName`. */
export interface Placed {
	path: string;
	property: INodeProperties;
}

/** What an operation shows, less the two drop-downs that lead to it. */
export function propertiesOfOperation({ properties }: INodeTypeDescription, resource: string, operation: string): INodeProperties[] {
	return properties.filter(({ displayOptions }) => {
		const { resource: resources = [], operation: operations = [] } = (displayOptions?.show ?? {}) as Record<string, unknown[]>;
		return resources.includes(resource) && operations.includes(operation);
	});
}

/** Properties with those inside of collections. */
export function withNested(properties: readonly INodeProperties[], prefix = ''): Placed[] {
	return properties.flatMap((property) => {
		const path = prefix + property.name;
		return [{ path, property }, ...withNested(nestedIn(property), `${path}.`)];
	});
}

function nestedIn({ type, options = [] }: INodeProperties): INodeProperties[] {
	// A hidden one is kept as it was saved, and never shown.
	if (type === 'collection' || type === 'hidden') return options as INodeProperties[];
	if (type === 'fixedCollection') return (options as INodePropertyCollection[]).flatMap(({ values }) => values);
	return [];
}

/** The choices of a drop-down; none for other properties. */
export function choicesOf({ type, options = [] }: INodeProperties): INodePropertyOptions[] {
	return type === 'options' || type === 'multiOptions' ? (options as INodePropertyOptions[]) : [];
}

/**
 * What saved workflows hold of parameters: their names, and the values and modes they may have: `deviceId (address, id, list, name)`.
 */
export function frozenForms(properties: readonly INodeProperties[]): string[] {
	const held = withNested(properties).filter(({ property }) => property.type !== 'notice');
	const forms = held.map(({ path, property }) => {
		const values = [...choicesOf(property).map(({ value }) => String(value)), ...(property.modes ?? []).map(({ name }) => name)];
		return values.length > 0 ? `${path} (${values.sort().join(', ')})` : path;
	});
	return [...new Set(forms)].sort();
}
