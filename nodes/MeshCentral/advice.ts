/** What the reader can do about a no of MeshCentral, by the words it uses for it; the same through the REST wrapper. */
export function adviceFor(words: string): string | undefined {
	return ADVICE.find(([said]) => said.test(words))?.[1];
}

/** A wrapper signs in with a separate user, whom those who use it cannot correct. */
export const WRAPPERS_LOGIN = 'The wrapper signs in with its own account: ask its administrator to check MESH_USER and MESH_PASS in its environment.';

const GONE = 'MeshCentral has no such device, or this user may not see it: it may have been deleted, or its ID may be misspelled.';

const ADVICE: ReadonlyArray<[RegExp, string]> = [
	[/agent not connected/i, "The device is offline, so nothing was run. Add 'Wait Until Online' before this node."],
	[/unable to route/i, 'The device is offline, so nothing was shown.'],
	[/already busy/i, 'Another command is running on this device, which accepts one at a time. Nothing was sent again.'],
	[/invalid (node ?id|device id)|device not found/i, GONE],
	[/^denied$|access denied|permission/i, 'The device or group does not exist, or this user has no right for it in its group.'],
	[/invalid (group|mesh)/i, 'MeshCentral has no such device group, or this user may not see it.'],
	[/invalid device share/i, 'MeshCentral has no such link for this device: it may have ended or been deleted.'],
	[/unsupported feature/i, 'This MeshCentral has no mail server: its administrator sets it up in its configuration (smtp).'],
	[/invalid command type/i, 'The device does not have this shell: choose another one.'],
];
