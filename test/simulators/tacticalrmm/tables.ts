import type {
	Alert, AuditEntry, Check, CheckHistory, CheckResult, Client, CustomField, CustomValue, DebugEntry, Deployment, HistoryRow, Note, PendingAction, Policy, ReportTemplate, Script, SentMail, Site,
	Snippet, Software, StoredKey, Task, TaskResult, AlertTemplate, UrlAction, WinUpdate,
} from './rows';
import { Table } from './table';

/** The server's tables, by the names of its models where a 404 tells them. */
export class Tables {
	/** Counts the changes of all that an agent's row in a list shows, save the agents' own. */
	shown = 0;
	readonly #changed = () => {
		this.shown++;
	};

	readonly clients = new Table<Client>('Client', this.#changed);
	readonly sites = new Table<Site>('Site', this.#changed);
	readonly customFields = new Table<CustomField>('CustomField');
	readonly customValues = new Table<CustomValue>('AgentCustomField', this.#changed);
	readonly scripts = new Table<Script>('Script');
	readonly history = new Table<HistoryRow>('AgentHistory');
	readonly alerts = new Table<Alert>('Alert');
	readonly checks = new Table<Check>('Check', this.#changed);
	readonly checkResults = new Table<CheckResult>('CheckResult', this.#changed);
	readonly checkHistory = new Table<CheckHistory>('CheckHistory');
	readonly tasks = new Table<Task>('AutomatedTask');
	readonly taskResults = new Table<TaskResult>('TaskResult');
	readonly notes = new Table<Note>('Note');
	readonly pendingActions = new Table<PendingAction>('PendingAction', this.#changed);
	readonly winUpdates = new Table<WinUpdate>('WinUpdate', this.#changed);
	readonly alertTemplates = new Table<AlertTemplate>('AlertTemplate', this.#changed);
	readonly policies = new Table<Policy>('Policy', this.#changed);
	readonly keyStore = new Table<StoredKey>('GlobalKVStore');
	readonly urlActions = new Table<UrlAction>('URLAction');
	readonly snippets = new Table<Snippet>('ScriptSnippet');
	readonly software = new Table<Software>('InstalledSoftware');
	readonly deployments = new Table<Deployment>('Deployment');
	readonly auditLog = new Table<AuditEntry>('AuditLog');
	readonly debugLog = new Table<DebugEntry>('DebugLog');
	readonly reportTemplates = new Table<ReportTemplate>('ReportTemplate');
	readonly mails = new Table<SentMail>('Mail');

	readonly #indexes = new Map<Table<never>, { revision: number; rows: Map<number, unknown[]> }>();

	/** The rows of one agent; an index is made once for every state of the table, so that a list of many agents stays quick. */
	ofAgent<Row extends { id: number; agent: number | null }>(table: Table<Row>, agent: number): Row[] {
		const key = table as unknown as Table<never>;
		let index = this.#indexes.get(key);
		if (index?.revision !== table.revision) {
			index = { revision: table.revision, rows: grouped(table.all(), ({ agent: owner }) => owner) };
			this.#indexes.set(key, index);
		}
		return (index.rows.get(agent) ?? []) as Row[];
	}

	/** What was once set in custom fields of an agent, a client or a site. */
	valuesOf(model: CustomValue['model'], owner: number): CustomValue[] {
		const key = this.customValues as unknown as Table<never>;
		let index = this.#indexes.get(key);
		if (index?.revision !== this.customValues.revision) {
			const rows = grouped(this.customValues.all(), (value) => ownerKey(value.model, value.owner));
			index = { revision: this.customValues.revision, rows };
			this.#indexes.set(key, index);
		}
		return (index.rows.get(ownerKey(model, owner)) ?? []) as CustomValue[];
	}
}

const models: CustomValue['model'][] = ['agent', 'client', 'site'];

function ownerKey(model: CustomValue['model'], owner: number): number {
	return owner * models.length + models.indexOf(model);
}

function grouped<Row>(rows: Row[], keyOf: (row: Row) => number | null): Map<number, Row[]> {
	const groups = new Map<number, Row[]>();
	for (const row of rows) {
		const key = keyOf(row);
		if (key === null) continue;
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	return groups;
}
