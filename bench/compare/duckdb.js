import { rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

/** A DuckDB database with the table of sign-ins. */
export class DuckDB {
  #instance;
  #connection;
  #prepared = new Map();

  /** `path` is a file or ":memory:". */
  static async open(path, threads) {
    const database = new DuckDB();
    database.#instance = await DuckDBInstance.create(path, { threads: String(threads) });
    database.#connection = await database.#instance.connect();
    return database;
  }

  static remove(path) {
    for (const name of [path, `${path}.wal`]) rmSync(name, { force: true });
  }

  /** Makes the table from the file and counts its rows. Milliseconds. */
  async load(statement, file, rows) {
    const quoted = `'${file.replaceAll("'", "''")}'`;
    const begin = performance.now();
    await this.#connection.run(statement.replace('$file', quoted));
    const counted = await this.count();
    const elapsed = performance.now() - begin;
    if (counted !== rows) throw new Error(`DuckDB loaded ${counted} rows instead of ${rows}`);
    return elapsed;
  }

  async count() {
    const result = await this.#connection.run('SELECT count(*) FROM SigninLogs');
    return Number((await result.getRows())[0][0]);
  }

  /** Milliseconds of one run of a statement that was prepared before: execution, with the answer in memory. */
  async time(sql) {
    const statement = await this.#prepare(sql);
    const begin = performance.now();
    await statement.run();
    return performance.now() - begin;
  }

  /** {columns: [name], rows: [[cell]]} */
  async answer(sql) {
    const result = await (await this.#prepare(sql)).run();
    return { columns: result.columnNames(), rows: await result.getRowsJson() };
  }

  async version() {
    const result = await this.#connection.run('SELECT version()');
    return (await result.getRows())[0][0];
  }

  close() {
    this.#prepared.clear();
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #prepare(sql) {
    if (!this.#prepared.has(sql)) this.#prepared.set(sql, await this.#connection.prepare(sql));
    return this.#prepared.get(sql);
  }
}
