import { NodeHelpers, type INodeType } from 'n8n-workflow';
import { nodeOf } from '../support/engine';
import { withinOperation } from '../support/withinOperation';
import { operations } from './systems';
import '../support/environment';

it.each(operations.map((row) => [row.title, row] as const))('%s: has the same parameters with all fields of the node as with its own only', (_, { node, resource, operation, sample }) => {
	const entered = { resource: resource.value, operation: operation.value, ...sample?.parameters };
	const read = (type: INodeType) =>
		NodeHelpers.getNodeParameters(type.description.properties, entered, true, false, nodeOf(type, 'Node', entered, {}), type.description);
	const whole = node.create();
	expect(read(withinOperation(whole, entered))).toEqual(read(whole));
});
