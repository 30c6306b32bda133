// Keeps the board up to date: asks the exporter for the page again and again, and exchanges the parts that have changed.
// There is one renderer, the exporter's; what is shown is never older or other than what it says.

// The first paint does not wait for this script.
await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Between two looks, and as long as a look may take, in milliseconds. */
const beat = 5000;
const deadline = 15_000;

/** The page as the exporter sent it last: this document is altered by whoever reads it. */
let last = document.implementation.createHTMLDocument();
last.body.replaceWith(last.importNode(document.body, true));
let lostAt;
let timer;

const connection = document.getElementById('connection');
const news = document.getElementById('news');
const filter = document.getElementById('filter');

async function look() {
  clearTimeout(timer);
  try {
    const response = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(deadline) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    show(new DOMParser().parseFromString(await response.text(), 'text/html'));
    found();
  } catch {
    lost();
  }
  timer = setTimeout(look, beat);
}

function show(fresh) {
  // Another exporter, or another version of it, may have other parts.
  if (fresh.querySelector('main') === null) throw new Error('no board');
  arrange(fresh);
  for (const part of fresh.querySelectorAll('[data-part]')) {
    const name = part.dataset.part;
    const now = partOf(document, name);
    const before = partOf(last, name);
    if (now !== null && before?.innerHTML !== part.innerHTML) exchange(now, part);
  }
  if (document.title !== fresh.title) {
    document.title = fresh.title;
    // Read out once a change, however often the page is asked for.
    news.textContent = fresh.title;
  }
  last = fresh;
  narrow();
}

function partOf(page, name) {
  return page.querySelector(`[data-part="${CSS.escape(name)}"]`);
}

/** Groups come and go with a reload, and stand in the order of their worst agents. */
function arrange(fresh) {
  const place = document.getElementById('groups');
  const focused = document.activeElement;
  const wanted = [...fresh.getElementById('groups').children].map((part) => part.dataset.part);
  const there = new Map([...place.children].map((part) => [part.dataset.part, part]));
  let cursor = place.firstElementChild;
  for (const name of wanted) {
    const part = there.get(name) ?? document.importNode(partOf(fresh, name), true);
    there.delete(name);
    if (part === cursor) cursor = cursor.nextElementSibling;
    else place.insertBefore(part, cursor);
  }
  for (const part of there.values()) part.remove();
  // What is moved loses the focus.
  if (place.contains(focused)) focused.focus({ preventScroll: true });
}

/** What the reader has opened stays open, what has the focus keeps it. */
function exchange(now, part) {
  const focusable = 'a, summary, input, [tabindex]';
  const focused = [...now.querySelectorAll(focusable)].indexOf(document.activeElement);
  const open = new Map([...now.querySelectorAll('details')].map((one) => [one.id, one.open]));
  const scrolled = [...now.querySelectorAll('.wide')].map((one) => one.scrollLeft);
  now.replaceChildren(...document.importNode(part, true).childNodes);
  for (const one of now.querySelectorAll('details')) {
    const isNews = last.getElementById(one.id)?.open !== one.open;
    if (!isNews && open.has(one.id)) one.open = open.get(one.id);
  }
  for (const [index, one] of [...now.querySelectorAll('.wide')].entries()) one.scrollLeft = scrolled[index] ?? 0;
  if (focused >= 0) now.querySelectorAll(focusable)[focused]?.focus({ preventScroll: true });
}

function lost() {
  if (lostAt !== undefined) return;
  lostAt = new Date();
  document.body.classList.add('lost');
  const time = lostAt.toISOString().slice(11, 19);
  connection.textContent = `fleetwatch has not answered since ${time} UTC. What is shown is from before; it is asked again every ${beat / 1000} s.`;
}

function found() {
  if (lostAt === undefined) return;
  lostAt = undefined;
  document.body.classList.remove('lost');
  connection.textContent = '';
  news.textContent = `fleetwatch answers again. ${document.title}`;
}

/** Shows only the agents in whose row the text stands. */
function narrow() {
  const wanted = filter.value.trim().toLowerCase();
  let shown = 0;
  for (const group of document.getElementById('groups').children) {
    let ofGroup = 0;
    const name = group.querySelector('h3')?.textContent.toLowerCase() ?? '';
    for (const row of group.querySelectorAll('tr[data-agent]')) {
      row.hidden = wanted !== '' && !name.includes(wanted) && !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) ofGroup += 1;
    }
    group.hidden = ofGroup === 0;
    if (wanted !== '' && ofGroup > 0) group.querySelector('details').open = true;
    shown += ofGroup;
  }
  document.getElementById('matches').textContent = wanted === '' ? '' : `${shown} shown`;
}

// What is exchanged or moved from now on is there at once.
document.documentElement.classList.add('live');
filter.addEventListener('input', narrow);
// Somebody may have typed already.
narrow();
// A page that nobody sees asks nobody.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) clearTimeout(timer);
  else look();
});
timer = setTimeout(look, beat);
