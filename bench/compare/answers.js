const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/;

/** One text for a value, whichever engine said it: times to the microsecond, lists in order, no value as "". */
export function cellText(value) {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return `[${value.map(cellText).sort().join(',')}]`;
  if (typeof value === 'object') {
    const parts = Object.keys(value).sort().filter((key) => value[key] !== null);
    return `{${parts.map((key) => `${key}:${cellText(value[key])}`).join(',')}}`;
  }
  const text = String(value);
  const time = TIME.exec(text);
  return time ? `${time[1]} ${time[2]}.${(time[3] ?? '').padEnd(6, '0').slice(0, 6)}` : text;
}

/**
 * Compares two answers as multisets of rows, columns by position. `expected` is {columns: [name], rows: [[cell]]};
 * `actual` is a list of rows. Returns null when they agree, otherwise what differs in one sentence.
 */
export function difference(expected, actual, rules) {
  const width = expected.columns.length;
  if (actual.length > 0 && actual[0].length !== width) {
    return `${actual[0].length} columns instead of ${width}`;
  }
  const position = (rule) => (rule ? expected.columns.indexOf(rule.column) : -1);
  const estimate = position(rules.tolerance);
  const near = (a, b) => Math.abs(Number(a) - Number(b)) <= rules.tolerance.value * Math.max(Number(a), Number(b), 1);
  const keyOf = (row) => row.filter((_, at) => at !== estimate).map(cellText).join('\u0001');

  const waiting = new Map();
  for (const row of expected.rows) {
    const key = keyOf(row);
    if (!waiting.has(key)) waiting.set(key, []);
    waiting.get(key).push(row);
  }
  const surplus = [];
  for (const row of actual) {
    const candidates = waiting.get(keyOf(row)) ?? [];
    const found = candidates.findIndex((other) => estimate < 0 || near(other[estimate], row[estimate]));
    if (found < 0) surplus.push(row);
    else candidates.splice(found, 1);
  }
  const missing = [...waiting.values()].flat();

  const edge = position(rules.threshold);
  const tied = position(rules.ties);
  const smallest = Math.min(...expected.rows.map((row) => Number(row[tied])));
  const forgiven = (row) =>
    (edge >= 0 && near(row[edge], rules.threshold.value)) || (tied >= 0 && Number(row[tied]) === smallest);
  const wrong = surplus.filter((row) => !forgiven(row));
  const lost = missing.filter((row) => !forgiven(row));
  if (actual.length !== expected.rows.length && edge < 0) {
    return `${actual.length} rows instead of ${expected.rows.length}`;
  }
  if (wrong.length === 0 && lost.length === 0) return null;
  const show = (rows) => (rows.length ? rows[0].map(cellText).join(' | ').slice(0, 160) : 'nothing');
  return `${lost.length} rows missing, ${wrong.length} too many; expected ${show(lost)}, got ${show(wrong)}`;
}
