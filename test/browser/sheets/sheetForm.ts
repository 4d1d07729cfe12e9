/** A form that is opened by its address, read and photographed, one after the other in the same page. */
import { until } from '../../e2e/n8n/wait';
import type { WorkflowNode } from '../../e2e/n8n/types';
import type { Editor } from '../editor';
import type { Shown } from '../inPage';
import { exactly, patienceMs, t } from '../selectors';
import type { Picture } from './contactSheet';
import { marksIn, type Marks } from './look';

/** n8n's own way from one node's form to another's, which loads nothing again. As text, because the project's types know no browser. */
const goTo = (workflow: string, node: string) => `document.querySelector('#app').__vue_app__.config.globalProperties.$router.replace('/workflow/${workflow}/${node}')`;

export class SheetForm {
	private constructor(private readonly editor: Editor) {}

	/** Returns once its fields are there, with what they load from the server. */
	static async open(editor: Editor, workflow: string, { id, name }: WorkflowNode & { id?: string }): Promise<SheetForm> {
		const { page, form } = editor;
		let loading = 0;
		const isList = (url: string) => url.includes('/rest/dynamic-node-parameters/');
		const began = (request: { url(): string }) => void (loading += Number(isList(request.url())));
		const ended = (request: { url(): string }) => void (loading -= Number(isList(request.url())));
		page.on('request', began).on('requestfinished', ended).on('requestfailed', ended);
		try {
			await page.evaluate(goTo(workflow, id!));
			await form.root.locator(t('inline-edit-preview')).filter({ hasText: exactly(name) }).first().waitFor();
			await form.field('operation').or(form.field('triggerOn')).first().waitFor();
			await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50)))');
			await until(`the lists of ${name}`, () => Promise.resolve(loading <= 0), { deadlineMs: patienceMs, everyMs: 20 });
			await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 20)))');
		} finally {
			page.off('request', began).off('requestfinished', ended).off('requestfailed', ended);
		}
		return new SheetForm(editor);
	}

	async look(): Promise<{ shown: Shown; marks: Marks }> {
		const { root } = this.editor.form;
		const [shown, marks] = await Promise.all([this.editor.form.look(), root.evaluate(marksIn as unknown as (part: unknown) => Marks)]);
		return { shown, marks };
	}

	async picture({ left, right, top, bottom }: Marks['form']): Promise<Pick<Picture, 'png' | 'size'>> {
		const { width, height } = this.editor.page.viewportSize()!;
		const clip = { x: Math.max(0, left), y: Math.max(0, top), width: Math.min(right, width) - Math.max(0, left), height: Math.min(bottom, height - 40) - Math.max(0, top) };
		return { png: await this.editor.page.screenshot({ clip, animations: 'disabled', caret: 'hide' }), size: clip };
	}
}
