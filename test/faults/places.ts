import { NodeHelpers, type INode, type INodeProperties, type INodePropertyCollection } from 'n8n-workflow';
import { propertiesOfOperation } from '../nodes/names';
import type { OperationRow } from '../nodes/systems';

type Parameters = INode['parameters'];

/** A place of an operation's parameters into which something can be entered. */
export interface Place {
	/** `updateFields.description`, `deviceId (name)`. */
	name: string;
	/** What it is for n8n: `string`, `number`, `options` ... */
	type: string;
	/** The sample's parameters with this expression in the place. */
	with(expression: string): Parameters;
}

/**
 * Every place that the operation's sample shows, those inside of collections and every way of a locator included. Not a collection as a
 * whole, of which n8n takes no expression.
 */
export function placesOf({ node, resource, operation, sample = {} }: OperationRow): Place[] {
	const { description } = node.create();
	const entered: Parameters = { resource: resource.value, operation: operation.value, ...sample.parameters };
	const values = { ...NodeHelpers.getNodeParameters(description.properties, entered, true, false, null, description), ...entered };
	const isShown = (property: INodeProperties) => NodeHelpers.displayParameter(values, property, null, description);
	const shown = propertiesOfOperation(description, resource.value, operation.value).filter(isShown);
	return shown.flatMap((property) => placesIn(property, entered[property.name], (value) => ({ ...entered, [property.name]: value })));
}

type Value = Parameters[string];

function placesIn(property: INodeProperties, entered: Value | undefined, put: (value: Value) => Parameters, prefix = ''): Place[] {
	const name = prefix + property.name;
	switch (property.type) {
		case 'notice':
			return [];
		case 'resourceLocator':
			return (property.modes ?? []).map((mode) => ({ name: `${name} (${mode.name})`, type: 'locator', with: (value) => put({ __rl: true, mode: mode.name, value }) }));
		case 'collection': {
			const inside = (property.options ?? []) as INodeProperties[];
			const others = valuesIn(entered);
			return inside.flatMap((each) => placesIn(each, others[each.name], (value) => put({ ...others, [each.name]: value }), `${name}.`));
		}
		case 'fixedCollection':
			return ((property.options ?? []) as INodePropertyCollection[]).flatMap(({ name: group, values }) => {
				const [first = defaultsOf(values)] = (valuesIn(entered)[group] as Parameters[] | undefined) ?? [];
				return values.flatMap((each) => placesIn(each, first[each.name], (value) => put({ [group]: [{ ...first, [each.name]: value }] }), `${name}.`));
			});
		default:
			return [{ name, type: property.type, with: put }];
	}
}

function defaultsOf(properties: readonly INodeProperties[]): Parameters {
	return Object.fromEntries(properties.map((each) => [each.name, each.default as Value]));
}

/** What was entered into a collection; nothing where none was. */
function valuesIn(entered: Value | undefined): Parameters {
	return typeof entered === 'object' && entered !== null && !Array.isArray(entered) ? (entered as Parameters) : {};
}
