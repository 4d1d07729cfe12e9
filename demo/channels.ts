/** The channels of Slack where two workflows tell of the same alert: one that Tactical RMM calls, and one that polls. */
export const channels = { called: '#alerts-at-once', polled: '#alerts' } as const;
