import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A running `kelpie query --batch`: one JSON object a line in, one a line out. */
export class Kelpie {
  #process;
  #waiting = new Map();
  #complaints = '';
  #next = 1;
  #gone = null;

  /** Over the file in memory, or over a store. */
  constructor(binary, file, threads, store = null) {
    this.#process = spawn(
      binary,
      ['query', '--batch', ...(store ? ['--store', store] : ['--data', `SigninLogs=${file}`]), '--threads', String(threads)],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.#process.stderr.on('data', (text) => {
      this.#complaints = (this.#complaints + text).slice(-2000);
    });
    this.#process.stdin.on('error', () => {});
    this.#process.on('error', (error) => this.#fail(`cannot start ${binary}: ${error.message}`));
    this.#process.on('close', (code, signal) => this.#fail(`kelpie ended (${signal ?? `status ${code}`})`));
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#receive(line));
  }

  /** Resolves to {rows, elapsed, roundTrip} in milliseconds; rejects with what kelpie said. */
  ask(query, limit = 120_000) {
    if (this.#gone) return Promise.reject(new Error(this.#gone));
    const id = `q${this.#next++}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no answer within ${limit / 1000} s`));
      }, limit);
      this.#waiting.set(id, { resolve, reject, timer, begin: performance.now() });
      this.#process.stdin.write(`${JSON.stringify({ id, query })}\n`);
    });
  }

  close() {
    this.#process.stdin.end();
    setTimeout(() => this.#process.kill(), 5000).unref();
  }

  #receive(line) {
    const end = performance.now();
    let answer;
    try {
      answer = JSON.parse(line);
    } catch {
      this.#complaints = `not JSON on standard output: ${line.slice(0, 200)}`;
      return;
    }
    const question = this.#waiting.get(answer.id);
    if (!question) return;
    this.#waiting.delete(answer.id);
    clearTimeout(question.timer);
    if (answer.error) {
      question.reject(new Error(answer.error.message ?? JSON.stringify(answer.error)));
    } else if (typeof answer.elapsed_ms !== 'number' || !answer.tables?.[0]) {
      question.reject(new Error(`an answer without elapsed_ms or tables: ${line.slice(0, 200)}`));
    } else {
      question.resolve({
        rows: answer.tables[0].rows,
        elapsed: answer.elapsed_ms,
        roundTrip: end - question.begin,
      });
    }
  }

  #fail(reason) {
    if (!this.#gone) this.#gone = this.#complaints ? `${reason}: ${this.#complaints.trim()}` : reason;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Error(this.#gone));
    }
    this.#waiting.clear();
  }
}

/** Milliseconds that a whole `kelpie query` takes to load the file and count its rows; checks the count. */
export function timeKelpieLoad(binary, file, threads, rows) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const command = spawn(
      binary,
      ['query', '--data', `SigninLogs=${file}`, '--threads', String(threads), 'SigninLogs | count'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    let complaints = '';
    command.stdout.on('data', (text) => (said += text));
    command.stderr.on('data', (text) => (complaints = (complaints + text).slice(-2000)));
    command.on('error', (error) => reject(new Error(`cannot start ${binary}: ${error.message}`)));
    command.on('close', (code) => {
      const elapsed = performance.now() - begin;
      if (code !== 0) reject(new Error(`kelpie ended with status ${code}: ${complaints.trim()}`));
      else if (!said.replace(/[, _]/g, '').includes(String(rows))) {
        reject(new Error(`counted something else than ${rows}: ${said.trim().slice(0, 200)}`));
      } else resolve(elapsed);
    });
  });
}
