/** The forms that are looked at: one for every operation of an action node, and one for a trigger; and each once more with all that can be added to it. */
import { NodeHelpers, type IDataObject, type INode, type INodeParameters, type INodeProperties, type INodePropertyCollection, type INodeTypeDescription } from 'n8n-workflow';
import { optionsOf } from '../subjects';

export interface Subject {
	title: string;
	parameters: INodeParameters;
	/** Whether everything that can be added is there; the form is as n8n opens it otherwise. */
	isFull: boolean;
	/** `resource.operation`; undefined of a trigger. */
	key?: string;
}

/** @param chosen what is chosen for all of them, such as which credential is used */
export function subjectsOf(description: INodeTypeDescription, chosen: INodeParameters = {}): Subject[] {
	const seen = new Set<string>();
	return beginnings(description).flatMap((plain) => {
		const parameters = { ...chosen, ...plain.parameters };
		const added = collectionsShown(description, parameters).filter((property) => isNew(property, seen));
		const full = Object.fromEntries(added.map((property) => [property.name, everythingIn(property) as INodeParameters]));
		const more: Subject[] = added.length > 0 ? [{ ...plain, title: `${plain.title} +`, parameters: { ...parameters, ...full }, isFull: true }] : [];
		return [{ ...plain, parameters, isFull: false }, ...more];
	});
}

/** What of a form is shown with these parameters, all else being as it is by default. */
export function shownIn(description: INodeTypeDescription, parameters: INodeParameters): INodeProperties[] {
	const node = { type: description.name, typeVersion: 1, parameters } as INode;
	const values = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description)!;
	return description.properties.filter((property) => property.type !== 'hidden' && NodeHelpers.displayParameter(values, property, node, description));
}

function beginnings(description: INodeTypeDescription): Array<{ title: string; parameters: INodeParameters; key?: string }> {
	const resources = description.properties.find(({ name }) => name === 'resource');
	if (!resources) return [{ title: description.displayName, parameters: {} }];
	return optionsOf(resources).flatMap(({ name: resource, value }) => {
		const operations = description.properties.filter(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(value)).flatMap(optionsOf);
		return operations.map(({ name, value: operation }) => ({
			title: `${resource} > ${name}`,
			parameters: { resource: value, operation } as INodeParameters,
			key: `${String(value)}.${String(operation)}`,
		}));
	});
}

const collectionsShown = (description: INodeTypeDescription, parameters: INodeParameters) =>
	shownIn(description, parameters).filter(({ type, name }) => ['collection', 'fixedCollection'].includes(type) && name !== 'pollTimes');

/** Many operations have the same options. */
function isNew({ name, options = [] }: INodeProperties, seen: Set<string>): boolean {
	const form = `${name}: ${options.map((option) => option.name).join()}`;
	return options.length > 0 && !seen.has(form) && Boolean(seen.add(form));
}

/** The value of a collection to which everything was added, each as it is then. */
function everythingIn({ type, options = [], typeOptions }: INodeProperties): IDataObject {
	if (type === 'collection') return Object.fromEntries((options as INodeProperties[]).map((option) => [option.name, valueOf(option)]));
	return Object.fromEntries(
		(options as INodePropertyCollection[]).map(({ name, values }) => {
			const row = Object.fromEntries(values.map((each) => [each.name, valueOf(each)]));
			return [name, typeOptions?.multipleValues ? [row] : row];
		}),
	);
}

const valueOf = (property: INodeProperties) => (['collection', 'fixedCollection'].includes(property.type) ? everythingIn(property) : (property.default as IDataObject));
