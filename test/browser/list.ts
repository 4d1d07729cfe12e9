/** The open list of a locator, such as that of devices. */
import type { Locator, Page } from 'playwright-core';
import { until } from '../e2e/n8n/wait';
import { patienceMs, t } from './selectors';

/** Most entries that a filter may leave, for it to count as applied. */
const FEW = 50;

export class List {
	constructor(
		private readonly page: Page,
		private readonly locator: Locator,
	) {}

	private get items(): Locator {
		return this.page.locator(`${t('rlc-item')}:visible`);
	}

	/** Shown instead of the entries, where they could not be read. */
	get refusal(): Locator {
		return this.page.locator(`${t('rlc-error-container')}:visible`);
	}

	async entries(): Promise<string[]> {
		return (await this.items.allInnerTexts()).map((entry) => entry.trim());
	}

	/** Scrolls down until so many entries are there; returns them. An Error if it ends before. */
	async scrolledTo(size: number): Promise<string[]> {
		for (let seen = await this.items.count(); seen < size; ) {
			await this.items.last().scrollIntoViewIfNeeded();
			const more = async () => {
				const now = await this.items.count();
				return now > seen && now;
			};
			seen = await until(`more than ${seen} entries`, more, { deadlineMs: patienceMs, everyMs: 20 });
		}
		return await this.entries();
	}

	/** Types into the search, and returns when only a few are left, of which the first fits. */
	async filter(typed: string, fits: RegExp): Promise<void> {
		await this.page.locator(`input${t('rlc-search')}:visible, ${t('rlc-search')}:visible input`).first().fill(typed);
		const applied = async () => (await this.items.count()) <= FEW && fits.test((await this.entries())[0] ?? '');
		await until(`the list to be filtered by "${typed}"`, applied, { deadlineMs: patienceMs });
	}

	/** Chooses an entry; what the field shows then. */
	async take(fits: RegExp): Promise<string> {
		await this.items.filter({ hasText: fits }).first().click();
		await this.items.first().waitFor({ state: 'hidden' });
		return await this.locator.locator(`input${t('rlc-input')}, ${t('rlc-input')} input`).first().inputValue();
	}
}
