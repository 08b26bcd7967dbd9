export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The geometric mean of the ratios of those results that have both times, or NaN. */
export function geometricMean(results) {
  const ratios = results.filter(answered).map(ratio);
  return Math.exp(ratios.reduce((sum, value) => sum + Math.log(value), 0) / ratios.length);
}

const answered = (result) => result.kelpie !== null && result.duckdb !== null;
// A time below the clock's step would make the ratio 0 and the mean with it.
const ratio = (result) => Math.max(result.kelpie, 0.001) / result.duckdb;

function time(value) {
  if (value === null) return '-';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function cells(result) {
  return [
    String(result.number),
    result.name,
    time(result.kelpie),
    time(result.roundTrip),
    time(result.duckdb),
    answered(result) ? ratio(result).toFixed(3) : '-',
    result.problem ?? (result.kelpie === null ? 'not asked' : 'same'),
  ];
}

const HEAD = ['', 'question', 'Kelpie ms', 'round trip', 'DuckDB ms', 'ratio', 'answers'];

/** The table for a terminal. */
export function plainTable(results) {
  const lines = [HEAD, ...results.map(cells)];
  const widths = HEAD.map((_, at) => (at === 6 ? 0 : Math.max(...lines.map((line) => line[at].length))));
  return lines
    .map((line) => line.map((cell, at) => (at === 1 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  '))
    .join('\n');
}

/** The same as Markdown, with what was measured and how. */
export function markdown(results, about) {
  const row = (line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [
    `${about.rows.toLocaleString('en')} sign-ins (${about.gigabytes.toFixed(2)} GB of JSON), ${about.threads} threads, ` +
      `${about.processor}, DuckDB ${about.duckdb} with its table ${about.storage === 'file' ? 'in a database file (compressed)' : 'in memory'}, ` +
      `${about.date}. Each time is the median of ${about.runs} runs, Kelpie and DuckDB in turns (loading: ${about.loadRuns}).`,
    '',
    row(HEAD),
    '|--:|:--|--:|--:|--:|--:|:--|',
    ...results.map((result) => row(cells(result))),
    '',
    `Geometric mean of the ratios (Kelpie / DuckDB): **${about.mean.toFixed(3)}**`,
    '',
  ].join('\n');
}
