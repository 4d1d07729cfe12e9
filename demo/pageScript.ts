/** The few lines of script that keep the page up to date, count down, copy, and press its buttons. */

const pollEveryMs = 2_000;

/** Adds what is newer than `newest`; a new `epoch` (inbox emptied or started again) loads the page again. Times are written as in messages. */
export const script = `
const inbox = document.getElementById('inbox');
let { newest, epoch } = inbox.dataset;
const shown = {};
const two = (number) => String(number).padStart(2, '0');
const day = (when) => [when.getFullYear(), two(when.getMonth() + 1), two(when.getDate())].join('-');
const clock = (when) => [when.getHours(), when.getMinutes(), when.getSeconds()].map(two).join(':');
const local = (root) => root.querySelectorAll('time').forEach((time) => {
  const when = new Date(time.textContent);
  if (!isNaN(when)) time.textContent = time.className === 'clock' ? clock(when) : day(when) + ' ' + clock(when);
});
const countDown = () => document.querySelectorAll('.until').forEach((until) => {
  const every = Number(until.dataset.every);
  const left = every ? every - (Date.now() % every) : Number(until.dataset.at) - Date.now();
  const text = left > 0 ? 'in ' + Math.ceil(left / 1000) + ' s' : 'now';
  if (until.textContent !== text) until.textContent = text;
});
const keyOf = ({ dataset: { system, run, copy } }) => system || run || copy;
const show = (place, html) => {
  if (html === shown[place]) return;
  shown[place] = html;
  const focused = document.activeElement?.dataset && keyOf(document.activeElement);
  const panel = document.getElementById(place);
  const open = [...panel.querySelectorAll('details[open]')].map((each) => each.dataset.key);
  panel.innerHTML = html;
  panel.querySelectorAll('details').forEach((each) => { each.open = open.includes(each.dataset.key); });
  local(panel);
  countDown();
  if (focused) [...panel.querySelectorAll('button')].find((each) => keyOf(each) === focused)?.focus();
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
const send = async (path, body) => {
  await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).catch(() => {});
  await look();
};
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  const { system, act, run, copy } = button.dataset;
  if (copy !== undefined) {
    const copied = await navigator.clipboard.writeText(copy).then(() => 'Copied', () => 'Mark and copy it');
    button.textContent = copied;
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    return;
  }
  button.disabled = true;
  await (run ? send('/runs', { id: run }) : send('/acts', { system, act }));
});
local(document);
look();
countDown();
setInterval(look, ${pollEveryMs});
setInterval(countDown, 500);
`;
