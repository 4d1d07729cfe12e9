import { netAlertX } from '../../nodes/NetAlertX/system';
import { propertiesOf } from '../../nodes/shared/describe';

const properties = propertiesOf(netAlertX);

const operations = netAlertX.resources.flatMap((resource) => resource.operations.map((operation) => ({ resource, operation })));

test.each(operations.map(({ resource, operation }) => [`${resource.value}:${operation.value}`, resource, operation] as const))(
	'%s shows its notice, its fields as declared, and its options last',
	(_, resource, operation) => {
		const shown = properties.filter(({ displayOptions }) => {
			const { resource: resources, operation: values } = displayOptions?.show ?? {};
			return resources?.includes(resource.value) && values?.includes(operation.value);
		});
		const names = [...new Set(shown.map(({ name }) => name))];
		expect(names).toEqual([...(operation.notice ? [`${operation.value}Notice`] : []), ...Object.keys(operation.fields), 'options']);
	},
);

test('what several operations show alike is one property', () => {
	/** Shown whatever else is chosen. */
	const isAlike = ({ show = {} }: NonNullable<(typeof properties)[number]['displayOptions']>) => Object.keys(show).every((name) => name === 'resource' || name === 'operation');
	const devices = properties.filter(({ name, displayOptions }) => name === 'deviceId' && displayOptions?.show?.resource?.includes('device') && isAlike(displayOptions));
	expect(devices).toHaveLength(1);
});
