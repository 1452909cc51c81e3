// Tables sort by their headings and filter by a word. Without scripts they are plain tables.
for (const table of document.querySelectorAll('table.sortable')) makeSortable(table);

function makeSortable(table) {
  const body = table.tBodies[0];
  const total = [...body.rows].filter((row) => row.cells[0].textContent === 'All files');
  table.querySelectorAll('thead th').forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener('click', () => {
      const descending = heading.getAttribute('aria-sort')
        ? heading.getAttribute('aria-sort') === 'ascending'
        : heading.dataset.kind === 'number';
      for (const other of table.querySelectorAll('thead th')) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      sortRows(body, column, heading.dataset.kind !== 'text', descending);
      body.append(...total);
    });
  });
  if (body.rows.length > 8) addFilter(table, body);
}

function sortRows(body, column, numeric, descending) {
  const rows = [...body.rows].map((row, place) => {
    const told = row.cells[column].dataset.sort;
    return { row, place, key: told === undefined ? null : numeric ? Number(told) : told };
  });
  rows.sort((one, other) => {
    if (one.key === null || other.key === null) return (one.key === null) - (other.key === null) || one.place - other.place;
    const order = numeric ? one.key - other.key : one.key.localeCompare(other.key);
    return (descending ? -order : order) || one.place - other.place;
  });
  body.append(...rows.map((entry) => entry.row));
}

function addFilter(table, body) {
  const label = document.createElement('label');
  const field = document.createElement('input');
  const told = document.createElement('output');
  label.className = 'filter';
  field.type = 'search';
  field.setAttribute('aria-label', 'Rows that contain, in: ' + table.caption.textContent);
  field.placeholder = 'Rows that contain …';
  told.setAttribute('aria-live', 'polite');
  label.append(field, told);
  table.before(label);
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const row of body.rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      shown += !row.hidden;
    }
    told.textContent = wanted ? `${shown} of ${body.rows.length} rows` : '';
  });
}
