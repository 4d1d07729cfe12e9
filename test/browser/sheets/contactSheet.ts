/** Many pictures on a few large ones, each under its title, to be looked at by people; ignored by git. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { repository } from '../../e2e/n8n/pack';

const folder = join(repository, '.cache', 'screenshots', 'sheets');

export interface Picture {
	title: string;
	png: Buffer;
	/** Width and height in CSS pixels. */
	size: { width: number; height: number };
}

/** How they are laid out: all pictures of a sheet are equally wide. Pixels. */
export interface Layout {
	columns: number;
	/** Of one picture. */
	width: number;
	/** Most that a sheet may be high: what is higher is made smaller by whatever shows it, and is not readable. */
	height: number;
}

const TITLE = 18;
const GAP = 8;

/** Writes `<name>-1.png` and so on. @returns the paths */
export async function writeSheets(browser: Browser, name: string, pictures: readonly Picture[], layout: Layout): Promise<string[]> {
	mkdirSync(folder, { recursive: true });
	const page = await browser.newPage({ viewport: { width: layout.columns * (layout.width + GAP) + GAP, height: 400 } });
	try {
		const paths: string[] = [];
		for (const [index, columns] of arranged(pictures, layout).entries()) {
			await page.setContent(markupOf(columns, layout));
			const path = join(folder, `${name}-${index + 1}.png`);
			await page.screenshot({ path, fullPage: true });
			paths.push(path);
		}
		return paths;
	} finally {
		await page.close();
	}
}

/** The pictures of each sheet by its columns, each picture below the one before it. */
function arranged(pictures: readonly Picture[], { columns, width, height }: Layout): Picture[][][] {
	const sheets: Picture[][][] = [];
	let filled = 0;
	for (const picture of pictures) {
		const needs = heightIn(width, picture) + TITLE + GAP;
		const isFull = filled > 0 && filled + needs > height;
		if (sheets.length === 0 || (isFull && sheets.at(-1)!.length === columns)) sheets.push([[]]);
		else if (isFull) sheets.at(-1)!.push([]);
		if (isFull) filled = 0;
		sheets.at(-1)!.at(-1)!.push(picture);
		filled += needs;
	}
	return sheets;
}

/** Never larger than it is. */
const heightIn = (width: number, { size }: Picture) => size.height * Math.min(1, width / size.width);

function markupOf(columns: Picture[][], { width }: Layout): string {
	const shown = ({ title, png }: Picture) => `<h2>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</h2><img src="data:image/png;base64,${png.toString('base64')}">`;
	const style = `body { margin: ${GAP}px; display: flex; gap: ${GAP}px; align-items: flex-start; background: #555 } div { width: ${width}px }
		h2 { margin: 0; height: ${TITLE}px; font: bold 13px/${TITLE}px sans-serif; color: #fff; white-space: nowrap; overflow: hidden } img { display: block; max-width: 100%; margin-bottom: ${GAP}px }`;
	return `<!doctype html><style>${style}</style>${columns.map((column) => `<div>${column.map(shown).join('')}</div>`).join('')}`;
}
