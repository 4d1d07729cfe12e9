/** How a run of `meshctrl` ended. */
export interface Ending {
	/** What it printed, on both streams. */
	output: string | Buffer;
	exitCode: number;
}

/** Runs `meshctrl` with these words (`listdevices`, `--id`, ...); never settles where `meshctrl` would wait forever. */
export type Backend = (words: string[]) => Promise<Ending>;
