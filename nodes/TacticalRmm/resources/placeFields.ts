import { collection, flag, text, type Field } from '../../shared/fields';
import type { CustomFieldModel, CustomFieldValue } from '../api/customFields';
import type { PlaceValues } from '../api/clients';
import type { TacticalRmmClient } from '../client';
import { customFieldValues } from '../customFieldValues';
import { alertTemplateOrNone, labelled, policyOrNone, siteLocator } from '../locator';
import { requireSome } from '../renamed';

/** Where the agents of what is deleted go. */
export const moveTo: Field<string, TacticalRmmClient> = {
	...siteLocator,
	properties: siteLocator.properties.map((property) => ({ ...property, displayName: 'Move Agents To' })),
};

/** A locator's value as the server accepts it. */
export function numberOf(id: string | undefined): number | undefined {
	return id === undefined ? undefined : Number(id);
}

/** The settings that clients and sites have in common, of which only those that are added are written. */
export function updateFields(model: Exclude<CustomFieldModel, 'agent'>) {
	const fields = {
		alertTemplate: alertTemplateOrNone,
		blockPolicyInheritance: flag({ displayName: 'Block Policy Inheritance', default: true, description: 'Whether policies from above do not apply here' }),
		customFields: customFieldValues(model),
		name: text({ displayName: 'Name' }),
		serverPolicy: labelled(policyOrNone, 'Server Policy', 'For its servers'),
		workstationPolicy: labelled(policyOrNone, 'Workstation Policy', 'For its workstations'),
	};
	return collection<typeof fields, TacticalRmmClient>({ displayName: 'Update Fields', placeholder: 'Add field' }, fields);
}

interface Entered {
	alertTemplate?: number | null;
	blockPolicyInheritance?: boolean;
	customFields?: CustomFieldValue[];
	name?: string;
	serverPolicy?: number | null;
	workstationPolicy?: number | null;
}

/** What was added, as the server names it. */
export function valuesOf({ customFields = [], ...entered }: Entered): { values: PlaceValues; customFields: CustomFieldValue[] } {
	const columns = {
		name: entered.name?.trim(),
		block_policy_inheritance: entered.blockPolicyInheritance,
		alert_template: entered.alertTemplate,
		server_policy: entered.serverPolicy,
		workstation_policy: entered.workstationPolicy,
	};
	const values = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as PlaceValues;
	if (customFields.length === 0) requireSome(values);
	return { values, customFields };
}
