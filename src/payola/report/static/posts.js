// The posts behind a finding open on a click. Everything is set as text; nothing people wrote becomes markup.
const kept = JSON.parse(document.getElementById('evidence-data').textContent);
const dialog = document.getElementById('posts');
const named = 'text' in kept.posts;
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
  ...(named ? { second: '2-digit' } : {}),
});

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-finding]');
  if (opener) openPosts(opener.dataset.finding);
});
document.addEventListener('open-posts', (event) => openPosts(event.detail));
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});

function openPosts(key) {
  const finding = kept.findings[key];
  if (!finding) return;
  document.getElementById('posts-title').textContent = finding.title;
  document.getElementById('posts-note').textContent = note(finding);
  document.getElementById('posts-list').replaceChildren(list(finding));
  dialog.showModal();
  dialog.scrollTop = 0;
}

function note(finding) {
  const shown = finding.rows.length;
  if (shown >= finding.total) return `${shown} ${shown === 1 ? 'post' : 'posts'}, times UTC.`;
  const rest = finding.total - shown;
  return `The first ${shown} of ${finding.total} posts kept as evidence, times UTC; the other ${rest} stand in table “evidence” of the Run folder.`;
}

function list(finding) {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const label of named ? ['Time', 'Account', 'Post', 'Caption', 'Why it is here'] : ['Time', 'Account', 'Post', 'Why it is here']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = label;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const [post, why] of finding.rows) {
    const row = body.insertRow();
    put(row, clock.format(new Date(kept.posts.time[post] * kept.unit * 1000)).replace(',', ''));
    put(row, kept.accounts[kept.posts.account[post]]);
    putPost(row, post);
    if (named) put(row, kept.posts.text[post]);
    put(row, kept.whys[why]);
  }
  return table;
}

function put(row, text) {
  const part = document.createElement('bdi');
  part.textContent = text;
  row.insertCell().append(part);
}

function putPost(row, post) {
  const label = typeof kept.posts.label[post] === 'number' ? `Post ${kept.posts.label[post]}` : kept.posts.label[post];
  const url = named ? kept.posts.url[post] : '';
  if (!/^https?:\/\//.test(url)) return put(row, label);
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noreferrer noopener';
  link.target = '_blank';
  link.textContent = label;
  row.insertCell().append(link);
}
