// Ingestion into Kelpie's store against DuckDB's read_json into a table of a fresh file, and the questions over the store against the same
// in memory. See ../README.md.
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDB } from './duckdb.js';
import { Kelpie } from './kelpie.js';
import { readQuestions } from './questions.js';
import { median } from './report.js';

const questionsFolder = join(dirname(fileURLToPath(import.meta.url)), '..', 'questions');
const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    rows: { type: 'string' },
    kelpie: { type: 'string' },
    generate: { type: 'string' },
    threads: { type: 'string', default: '2' },
    runs: { type: 'string', default: '5' },
    'ingest-runs': { type: 'string', default: '3' },
    more: { type: 'string', default: '0' },
    folder: { type: 'string', default: tmpdir() },
    markdown: { type: 'string' },
  },
});
const file = resolve(options.data);
const rows = Number(options.rows);
const work = mkdtempSync(join(options.folder, 'kelpie-bench-store-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const say = (text) => process.stderr.write(`${text}\n`);
const loadStatement = readFileSync(join(questionsFolder, 'load.sql'), 'utf8');

const sizeOf = (path) => {
  const status = statSync(path);
  return status.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : status.size;
};

/** Milliseconds and peak memory (bytes) of a whole `kelpie ingest`, its start and its end included. */
function ingest(store, source) {
  return new Promise((done, fail) => {
    const begin = performance.now();
    const child = spawn(options.kelpie, ['ingest', '--store', store, '--threads', options.threads, '--table', 'SigninLogs', source], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    let peak = 0;
    const look = setInterval(() => {
      try {
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024);
      } catch {
        // It has ended.
      }
    }, 20);
    child.stderr.on('data', (text) => (complaints += text));
    child.on('close', (code) => {
      clearInterval(look);
      if (code === 0) done({ elapsed: performance.now() - begin, peak });
      else fail(new Error(`kelpie ingest ended with ${code}: ${complaints}`));
    });
  });
}

async function intoDuckDB(path) {
  DuckDB.remove(path);
  const begin = performance.now();
  const database = await DuckDB.open(path, Number(options.threads));
  await database.load(loadStatement, file, rows);
  database.close(); // writes what is not in the file yet
  return performance.now() - begin;
}

const lines = [];
const tell = (text) => {
  lines.push(text);
  console.log(text);
};

for await (const _ of createReadStream(file, { highWaterMark: 1 << 22 })); // into the page cache
const store = join(work, 'store');
const database = join(work, 'duckdb');
const kelpieTimes = [];
const duckdbTimes = [];
let peak = 0;
for (let run = 0; run < Number(options['ingest-runs']); ++run) {
  say(`ingesting, ${run + 1} of ${options['ingest-runs']}`);
  duckdbTimes.push(await intoDuckDB(database));
  rmSync(store, { recursive: true, force: true });
  const result = await ingest(store, file);
  kelpieTimes.push(result.elapsed);
  peak = Math.max(peak, result.peak);
}
const gigabytes = statSync(file).size / 1e9;
const kelpieTime = median(kelpieTimes) / 1000;
const duckdbTime = median(duckdbTimes) / 1000;
tell(`| | Kelpie | DuckDB | ratio |`);
tell(`|:--|--:|--:|--:|`);
tell(`| ${rows.toLocaleString('en')} events (${gigabytes.toFixed(2)} GB) into a fresh store, s | ${kelpieTime.toFixed(2)} | ${duckdbTime.toFixed(2)} | ${(kelpieTime / duckdbTime).toFixed(3)} |`);
tell(`| GB of events a second | ${(gigabytes / kelpieTime).toFixed(2)} | ${(gigabytes / duckdbTime).toFixed(2)} | ${(duckdbTime / kelpieTime).toFixed(2)} |`);
tell(`| size on the disk, MB | ${(sizeOf(store) / 1e6).toFixed(1)} | ${(sizeOf(database) / 1e6).toFixed(1)} | ${(sizeOf(store) / sizeOf(database)).toFixed(3)} |`);
tell(`| peak memory, MB | ${(peak / 1e6).toFixed(0)} | | |`);
tell('');

say('asking');
const memory = new Kelpie(options.kelpie, file, options.threads);
await memory.ask('SigninLogs | count', 600_000);
const stored = new Kelpie(options.kelpie, file, options.threads, store);
tell('| question | in memory, ms | store, ms | ratio | store, first time, ms |');
tell('|:--|--:|--:|--:|--:|');
let logarithms = 0;
let asked = 0;
for (const question of readQuestions(questionsFolder)) {
  const first = (await stored.ask(question.kql)).elapsed;
  await memory.ask(question.kql);
  const times = { memory: [], store: [] };
  for (let run = 0; run < Number(options.runs); ++run) {
    times.memory.push((await memory.ask(question.kql)).elapsed);
    times.store.push((await stored.ask(question.kql)).elapsed);
  }
  const ratio = median(times.store) / median(times.memory);
  logarithms += Math.log(ratio);
  ++asked;
  tell(`| ${question.name} | ${median(times.memory).toFixed(2)} | ${median(times.store).toFixed(2)} | ${ratio.toFixed(2)} | ${first.toFixed(1)} |`);
}
memory.close();
stored.close();
tell('');
tell(`Geometric mean of the ratios (store / memory): **${Math.exp(logarithms / asked).toFixed(2)}**`);
tell('');

let total = rows;
for (let more = Number(options.more), part = 1; more > 0; more -= rows, ++part) {
  const next = join(work, `more-${part}.ndjson`);
  await new Promise((done, fail) => {
    const child = spawn(options.generate, ['--rows', String(rows), '--seed', String(1000 + part), '--out', next], { stdio: 'ignore' });
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`the generator ended with ${code}`))));
  });
  const result = await ingest(store, next);
  total += rows;
  const size = statSync(next).size / 1e9;
  rmSync(next);
  tell(`${total.toLocaleString('en')} events: the last ${rows.toLocaleString('en')} in ${(result.elapsed / 1000).toFixed(2)} s, ${((size / result.elapsed) * 1000).toFixed(2)} GB/s, peak memory ${(result.peak / 1e6).toFixed(0)} MB, store ${(sizeOf(store) / 1e6).toFixed(0)} MB`);
  tell('');
}
if (options.markdown) writeFileSync(resolve(options.markdown), `${lines.join('\n')}\n`);
