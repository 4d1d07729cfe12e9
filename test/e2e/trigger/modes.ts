/** The ways in which n8n polls triggers. What listens has to work in each of them as well. */
const scheduler = { N8N_SCHEDULER_ENABLED: 'true', N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true' };

export interface Mode {
	name: string;
	env: NodeJS.ProcessEnv;
	/** With durable cursors n8n itself pauses a trigger after failed polls: 5 s, 10 s, 20 s, and so on up to 30 minutes. */
	pauseMs: number;
}

export const modes: readonly Mode[] = [
	{ name: 'by default', env: {}, pauseMs: 0 },
	{ name: 'with its scheduler', env: scheduler, pauseMs: 0 },
	{ name: 'with its scheduler and durable cursors', env: { ...scheduler, N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true' }, pauseMs: 30_000 },
];
