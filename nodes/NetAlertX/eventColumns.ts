/** How servers before 26.4.6 name the columns of an event. */
const TODAY: Readonly<Record<string, string>> = {
	eve_MAC: 'eveMac',
	eve_IP: 'eveIp',
	eve_DateTime: 'eveDateTime',
	eve_EventType: 'eveEventType',
	eve_AdditionalInfo: 'eveAdditionalInfo',
	eve_PendingAlertEmail: 'evePendingAlertEmail',
	eve_PairEventRowid: 'evePairEventRowid',
};

/** An answer with a list of events, of an old server as of a new one; anything else as it is. */
export function withTodaysColumns(answer: unknown): unknown {
	const { events } = (answer ?? {}) as { events?: unknown };
	if (!Array.isArray(events) || !isOld(events[0])) return answer;
	return { ...(answer as object), events: events.map((event: unknown) => (isOld(event) ? renamed(event) : event)) };
}

function isOld(event: unknown): event is object {
	return typeof event === 'object' && event !== null && 'eve_DateTime' in event;
}

function renamed(event: object): object {
	return Object.fromEntries(Object.entries(event).map(([name, value]) => [Object.hasOwn(TODAY, name) ? TODAY[name]! : name, value as unknown]));
}
