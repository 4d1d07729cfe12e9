/** The few lines of script that keep the page up to date and press its buttons. */

const pollEveryMs = 2_000;

/** Adds what is newer than `newest`; a new `epoch` (inbox emptied or started again) loads the page anew. */
export const script = `
const inbox = document.getElementById('inbox');
let { newest, epoch } = inbox.dataset;
const shown = {};
const local = (root) => root.querySelectorAll('time').forEach((time) => {
  const when = new Date(time.textContent);
  if (!isNaN(when)) time.textContent = time.className === 'clock' ? when.toLocaleTimeString() : when.toLocaleString();
});
const show = (place, html) => {
  if (html === shown[place]) return;
  shown[place] = html;
  const { system, act } = document.activeElement?.dataset ?? {};
  const panel = document.getElementById(place);
  panel.innerHTML = html;
  local(panel);
  if (act) [...panel.querySelectorAll('button')].find((each) => each.dataset.system === system)?.focus();
};
const prepend = (list, html) => {
  const added = document.createElement('template');
  added.innerHTML = html;
  local(added.content);
  document.getElementById(list).prepend(added.content);
};
const look = async () => {
  try {
    const seen = await (await fetch('/newer?than=' + newest)).json();
    if (seen.epoch !== epoch) return location.reload();
    for (const place of ['above', 'beside', 'below']) show(place, seen.panels[place]);
    if (Number(seen.newest) <= Number(newest)) return;
    newest = seen.newest;
    prepend('slack', seen.slack);
    prepend('mails', seen.mails);
  } catch { /* The inbox is away: it may come back. */ }
};
document.getElementById('above').addEventListener('click', async ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  button.disabled = true;
  const { system, act } = button.dataset;
  const pressed = fetch('/acts', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ system, act }) });
  await pressed.catch(() => {});
  await look();
});
local(document);
look();
setInterval(look, ${pollEveryMs});
`;
