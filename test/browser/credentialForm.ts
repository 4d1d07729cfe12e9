/** The form of a credential, from a node's own form: filled in, saved, and tested by n8n. */
import type { IDataObject } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import type { Editor } from './editor';
import { until } from '../e2e/n8n/wait';
import { labelsIn, wordsIn, type Part } from './inPage';
import { exactly, option, t } from './selectors';

/** A server that does not answer, or a name that is looked up in vain, is waited for. */
const testMs = 120_000;

export class CredentialForm {
	private readonly dialog: Locator;

	private constructor(private readonly editor: Editor) {
		this.dialog = editor.page.locator(t('editCredential-modal'));
	}

	/** Opens an empty one for the node whose form is open. */
	static async create(editor: Editor): Promise<CredentialForm> {
		const opened = new CredentialForm(editor);
		const first = editor.form.root.locator(`${t('node-credentials-empty-state')} button`);
		const select = editor.form.root.locator(t('node-credentials-select'));
		await first.or(select).first().waitFor();
		if (await first.isVisible()) await first.click();
		else {
			await select.click();
			await editor.page.locator(t('node-credentials-select-item-new')).click();
		}
		await opened.dialog.waitFor();
		// Its name and the defaults of its fields come after it.
		await until('the new credential to have a name', async () => / account\b/.test(await opened.dialog.evaluate(wordsIn as (part: never) => string)));
		return opened;
	}

	/** Labels of what is to be filled in. */
	async labels(): Promise<string[]> {
		return await this.dialog.locator('label').evaluateAll(labelsIn as (all: Part[]) => string[]);
	}

	/** Chooses the type, where the node takes several; n8n shows the name of the one that is chosen in a button. */
	async choose(names: Readonly<Record<string, string>>, wanted: string): Promise<void> {
		const { page } = this.editor;
		const button = this.dialog.locator('button').filter({ hasText: new RegExp(Object.values(names).map((name) => exactly(name).source).join('|')) });
		const name = names[wanted]!;
		if ((await button.innerText()).trim() === name) return;
		await button.click();
		await page.locator('[role="menuitem"]:visible, [role="menuitemradio"]:visible, [role="option"]:visible').filter({ hasText: exactly(name) }).first().click();
		await button.filter({ hasText: exactly(name) }).waitFor();
	}

	/** What can be chosen beyond the usual. */
	async connections(): Promise<string[]> {
		const { page } = this.editor;
		await this.dialog.locator(t('parameter-input-connection')).locator('input').first().click();
		await page.locator(option).first().waitFor();
		const names = await page.locator(`${option} .option-headline`).allInnerTexts();
		await this.dialog.locator('label').first().click();
		await page.locator(option).first().waitFor({ state: 'hidden' });
		return names.map((name) => name.trim());
	}

	/** What it takes beyond the usual. The list stays open until something else is clicked; Escape would close the whole form. */
	async chooseConnection(names: readonly string[]): Promise<void> {
		const { page } = this.editor;
		await this.dialog.locator(t('parameter-input-connection')).locator('input').first().click();
		for (const name of names) await page.locator(option).filter({ has: page.getByText(exactly(name)) }).first().click();
		await this.dialog.locator('label').first().click();
		await page.locator(option).first().waitFor({ state: 'hidden' });
	}

	/** Adds rows to 'Additional Headers'. */
	async addHeaders(rows: ReadonlyArray<readonly [name: string, value: string]>): Promise<void> {
		for (const [index, [name, value]] of rows.entries()) {
			await this.dialog.locator('button').filter({ hasText: 'Add Header' }).first().click();
			const fields = (which: string) => this.dialog.locator(t(`parameter-input-${which}`)).nth(index).locator('input');
			await fields('name').fill(name);
			await fields('value').fill(value);
		}
	}

	/** The whole form, for a picture. */
	get root(): Locator {
		return this.dialog;
	}

	async fill(fields: IDataObject): Promise<void> {
		for (const [name, value] of Object.entries(fields)) {
			const field = this.dialog.locator(t(`parameter-input-${name}`));
			const select = field.locator('.n8n-select input');
			if (await select.count()) {
				await select.click();
				await this.editor.page.locator(option).filter({ hasText: String(value) }).first().click();
			} else await field.locator('input, textarea').first().fill(String(value));
		}
	}

	/** Saves, whereupon n8n tests it: undefined where it works, and the form closes; or the sentence that the form shows. */
	async save(): Promise<string | undefined> {
		const { page } = this.editor;
		const tested = page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test'), { timeout: testMs });
		await this.dialog.locator(t('credential-save-button')).click();
		const { data } = (await (await tested).json()) as { data: { status: 'OK' | 'Error'; message: string } };
		if (data.status === 'OK') return void (await this.dialog.waitFor({ state: 'hidden' }));
		const sentence = this.dialog.getByText(data.message);
		const more = this.dialog.getByText('More details');
		await sentence.or(more).first().waitFor();
		if (await more.isVisible()) await more.click();
		await sentence.waitFor();
		return data.message;
	}

	async close(): Promise<void> {
		await this.editor.page.keyboard.press('Escape');
		await this.dialog.waitFor({ state: 'hidden' });
	}
}
