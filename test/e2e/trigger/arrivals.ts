/** What the workflows told, read from the inboxes in the words of the journal. */
import type { Inbox } from '../../../demo/inbox';
import type { Mail } from '../../../demo/mail';
import type { Slack } from '../../../demo/slack';
import { entry, type Entry, type Journal } from './journal';
import { allEvents, everythingChannel } from './workflows';

/** By workflow and way, sorted: the same event twice is there twice. */
export interface Arrivals {
	everything: Entry[];
	newBySlack: Entry[];
	newByMail: Entry[];
	offlineFor5Minutes: Entry[];
}

interface Told {
	event: string;
	device: string;
	eventId: string;
	/** Handed over once more, after a restart of n8n. */
	repeated?: true;
}

/** In order, with what was repeated. */
export const allToldIn = (slack: Slack): Told[] =>
	slack.messages.filter(({ channel }) => channel === everythingChannel).map(({ text }) => JSON.parse(text) as Told);
const toldIn = (slack: Slack): Told[] => allToldIn(slack).filter(({ repeated }) => !repeated);

function macIn(text: string | undefined): string {
	const mac = /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/.exec(text ?? '')?.[0];
	if (!mac) throw new Error(`There is no MAC address in a message that arrived:\n${text}`);
	return mac;
}

/** The event that a mail of the examples tells. */
function eventOf({ subject }: Mail): string {
	if (subject.startsWith('New device on the network: ')) return 'deviceAdded';
	if (subject.includes(' has been offline since ')) return 'deviceOffline';
	if (subject.includes(' has been back since ')) return 'deviceOnline';
	throw new Error(`No example sends a mail "${subject}".`);
}

/** What has arrived so far. */
export function arrivals(inbox: Inbox, slack: Slack): Arrivals {
	const mails = inbox.mails.map((mail) => entry(eventOf(mail), macIn(mail.text))).sort();
	const isNew = (each: Entry) => each.startsWith('deviceAdded ');
	const network = slack.messages.filter(({ channel }) => channel === '#network');
	return {
		everything: toldIn(slack).map(({ event, device }) => entry(event, device)).sort(),
		newBySlack: network.map(({ text }) => entry('deviceAdded', macIn(text))).sort(),
		newByMail: mails.filter(isNew),
		offlineFor5Minutes: mails.filter((each) => !isNew(each)),
	};
}

/** What has to have arrived by now. */
export function expectedArrivals(journal: Journal): Arrivals {
	return {
		everything: journal.book(allEvents),
		newBySlack: journal.book(['deviceAdded']),
		newByMail: journal.book(['deviceAdded']),
		offlineFor5Minutes: journal.book(['deviceOffline', 'deviceOnline'], 5),
	};
}

/** The ids of all events that were reported; two events never share one. */
export const eventIds = (slack: Slack): string[] => toldIn(slack).map(({ eventId }) => eventId);
