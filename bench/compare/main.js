// Asks Kelpie and DuckDB the same questions about the same sign-ins and prints how long each took. See ../README.md.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { difference } from './answers.js';
import { DuckDB } from './duckdb.js';
import { Kelpie, timeKelpieLoad } from './kelpie.js';
import { readQuestions } from './questions.js';
import { geometricMean, markdown, median, plainTable } from './report.js';

const questionsFolder = join(dirname(fileURLToPath(import.meta.url)), '..', 'questions');

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    rows: { type: 'string' },
    kelpie: { type: 'string' },
    threads: { type: 'string', default: '2' },
    runs: { type: 'string', default: '7' },
    'load-runs': { type: 'string', default: '3' },
    storage: { type: 'string', default: 'file' },
    only: { type: 'string' },
    limit: { type: 'string', default: '0.5' },
    markdown: { type: 'string' },
    json: { type: 'string' },
  },
});
const file = resolve(options.data);
const rows = Number(options.rows);
const threads = Number(options.threads);
const runs = Number(options.runs);
const loadRuns = Number(options['load-runs']);
const only = options.only?.split(',').map(Number);
const wanted = (number) => !only || only.includes(number);
const loadStatement = readFileSync(join(questionsFolder, 'load.sql'), 'utf8');

const say = (text) => process.stderr.write(`${text}\n`);
const problemOf = (error) => `failed: ${error.message.split('\n')[0].slice(0, 200)}`;

/** Both load the file from the page cache, in turns; DuckDB into memory, which spares it writing its file. */
async function compareLoading() {
  const result = { number: 17, name: 'load', kelpie: null, roundTrip: null, duckdb: null, problem: null };
  for await (const _ of createReadStream(file, { highWaterMark: 1 << 22 })); // into the page cache
  const kelpieTimes = [];
  const duckdbTimes = [];
  for (let run = 0; run < loadRuns; ++run) {
    say(`loading, ${run + 1} of ${loadRuns}`);
    const database = await DuckDB.open(':memory:', threads);
    duckdbTimes.push(await database.load(loadStatement, file, rows));
    database.close();
    try {
      if (!result.problem) kelpieTimes.push(await timeKelpieLoad(options.kelpie, file, threads, rows));
    } catch (error) {
      result.problem = problemOf(error);
    }
  }
  result.duckdb = median(duckdbTimes);
  if (!result.problem) result.kelpie = median(kelpieTimes);
  return result;
}

/** DuckDB's database is kept from one run to the next as long as neither the data nor the table's definition changes. */
async function openDatabase() {
  if (options.storage === 'memory') {
    const database = await DuckDB.open(':memory:', threads);
    await database.load(loadStatement, file, rows);
    return database;
  }
  const { size, mtimeMs } = statSync(file);
  const fingerprint = createHash('sha256').update(`${loadStatement} ${size} ${mtimeMs}`).digest('hex').slice(0, 12);
  const path = `${file}.${fingerprint}.duckdb`;
  if (existsSync(path)) {
    const database = await DuckDB.open(path, threads);
    if ((await database.count().catch(() => -1)) === rows) return database;
    database.close();
    DuckDB.remove(path);
  }
  say('making the DuckDB database');
  const database = await DuckDB.open(path, threads);
  await database.load(loadStatement, file, rows);
  return database;
}

async function compareQuestion(question, kelpie, database) {
  const result = { number: question.number, name: question.name, kelpie: null, roundTrip: null, duckdb: null, problem: null };
  const expected = await database.answer(question.check ?? question.sql); // also warms both up
  if (question.check) await database.answer(question.sql);
  try {
    result.problem = difference(expected, (await kelpie.ask(question.kql)).rows, question.rules);
    if (result.problem) result.problem = `differ: ${result.problem}`;
  } catch (error) {
    result.problem = problemOf(error);
  }
  const duckdbTimes = [];
  const kelpieTimes = [];
  const roundTrips = [];
  for (let run = 0; run < runs; ++run) {
    duckdbTimes.push(await database.time(question.sql));
    if (result.problem) continue;
    const answer = await kelpie.ask(question.kql).catch((error) => ({ error }));
    if (answer.error) {
      result.problem = problemOf(answer.error);
    } else {
      kelpieTimes.push(answer.elapsed);
      roundTrips.push(answer.roundTrip);
    }
  }
  result.duckdb = median(duckdbTimes);
  if (!result.problem) {
    result.kelpie = median(kelpieTimes);
    result.roundTrip = median(roundTrips);
  }
  return result;
}

const loading = wanted(17) ? await compareLoading() : null;
const database = await openDatabase();
const kelpie = new Kelpie(options.kelpie, file, threads);
await kelpie.ask('SigninLogs | count', 600_000).catch((error) => say(`kelpie: ${error.message}`));
const results = [];
for (const question of readQuestions(questionsFolder)) {
  if (!wanted(question.number)) continue;
  say(`question ${question.number}: ${question.name}`);
  results.push(await compareQuestion(question, kelpie, database));
}
kelpie.close();
if (loading) results.push(loading);

const about = {
  rows,
  gigabytes: statSync(file).size / 1e9,
  threads,
  runs,
  loadRuns,
  storage: options.storage,
  processor: cpus()[0]?.model ?? 'unknown processor',
  duckdb: await database.version(),
  date: new Date().toISOString().slice(0, 10),
  mean: geometricMean(results),
};
database.close();

const failed = results.filter((result) => result.problem);
console.log(plainTable(results));
console.log(`\ngeometric mean of the ratios (Kelpie / DuckDB): ${about.mean.toFixed(3)}; at most ${options.limit} is asked for`);
if (failed.length > 0) console.log(`${failed.length} of ${results.length} questions failed or were answered differently`);
if (options.markdown) writeFileSync(options.markdown, markdown(results, about));
if (options.json) writeFileSync(options.json, `${JSON.stringify({ about, results }, null, 2)}\n`);
process.exit(failed.length === 0 && about.mean <= Number(options.limit) ? 0 : 1);
