// Sorts the tables of a page; those of many rows are filtered, narrowed and copied too.
(() => {
  const MANY = 6;
  const MISSING = /^[\u2013-]?$/;

  const text = (cell) => cell.textContent.trim();

  const NUMBER = /^([-+]?[\d.,]+(?:e[-+]?\d+)?)(?: ?(?:\u00b1|%).*| \u2020)?$/i;
  const DURATION = /^(?:(\d+) h)? ?(?:(\d+) min)? ?(?:([\d.]+) s)?$/;

  /** The number that a text is, such as 1,234 of "1,234 ± 5" and 90 of "1 min 30 s"; else none. */
  const number = (value) => {
    const found = NUMBER.exec(value.replaceAll('\u2212', '-'));
    if (/^-?Infinity$/.test(value)) {
      return Number(value);
    }
    if (found) {
      return Number(found[1].replaceAll(',', ''));
    }
    const [whole, hours, minutes, seconds] = DURATION.exec(value) ?? [];
    return whole ? 3600 * (hours ?? 0) + 60 * (minutes ?? 0) + Number(seconds ?? 0) : NaN;
  };

  /** Numbers, then texts, then what is missing, whichever way the column is sorted. */
  const rank = (value) => (MISSING.test(value) ? 2 : Number.isNaN(number(value)) ? 1 : 0);

  /** Numbers by their value, texts by their words. */
  const compare = (a, b, sign) => {
    const [first, second] = [rank(a), rank(b)];
    if (first !== second) {
      return first - second;
    }
    const [x, y] = [number(a), number(b)];
    return sign * (first === 0 ? (x === y ? 0 : x - y) : a.localeCompare(b, 'en', { numeric: true }));
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!text(head)) {
        return;
      }
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach((each) => each.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const rows = [...body.rows];
        rows.sort((a, b) => compare(text(a.cells[column]), text(b.cells[column]), down ? -1 : 1));
        body.append(...rows);
      });
    });
  };

  const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

  /** What is in sight, as CSV. */
  const csv = (table) =>
    [...table.rows]
      .filter((row) => !row.hidden)
      .map((row) =>
        [...row.cells]
          .filter((cell) => !cell.hidden)
          .map((cell) => quoted(text(cell)))
          .join(','),
      )
      .join('\n');

  const copy = async (value) => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Where the browser lets no page at the clipboard without asking.
      const area = document.createElement('textarea');
      area.value = value;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  };

  const tools = (scroll, table) => {
    const body = table.tBodies[0];
    const all = body.rows.length;
    const bar = document.createElement('div');
    bar.className = 'controls tools';

    const count = document.createElement('output');
    const filter = document.createElement('input');
    filter.type = 'search';
    filter.placeholder = 'filter';
    filter.setAttribute('aria-label', 'rows that have these words');
    const narrow = () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word);
      let left = 0;
      for (const row of body.rows) {
        const content = [...row.cells].map(text).join(' ').toLowerCase();
        row.hidden = !words.every((word) => content.includes(word));
        left += row.hidden ? 0 : 1;
      }
      count.textContent = left === all ? `${all} rows` : `${left} of ${all} rows`;
    };
    filter.addEventListener('input', narrow);

    const columns = document.createElement('details');
    const title = document.createElement('summary');
    title.textContent = 'columns';
    const menu = document.createElement('div');
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.checked = true;
      box.addEventListener('change', () => {
        for (const row of table.rows) {
          row.cells[column].hidden = !box.checked;
        }
      });
      const label = document.createElement('label');
      label.append(box, ` ${text(head) || column + 1}`);
      menu.append(label);
    });
    columns.append(title, menu);

    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'copy as CSV';
    button.addEventListener('click', async () => {
      await copy(csv(table));
      button.textContent = 'copied';
      setTimeout(() => {
        button.textContent = 'copy as CSV';
      }, 1500);
    });

    bar.append(filter, count, columns, button);
    scroll.before(bar);
    narrow();
  };

  for (const table of document.querySelectorAll('.scroll > table:not(.matrix)')) {
    if (table.tHead && table.tBodies[0].rows.length > 1) {
      if (table.tBodies[0].rows.length >= MANY) {
        tools(table.parentElement, table);
      }
      sortable(table);
    }
  }
})();
