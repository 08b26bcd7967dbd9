import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads the questions of a folder: NN-name.kql, NN-name.sql and, where the quick SQL only estimates, NN-name.check.sql,
 * whose answer is then the one to compare with. Comments of the SQL may say how answers are compared:
 *   -- tolerance: COLUMN FRACTION   the column is an estimate; it may be off by this fraction
 *   -- threshold: COLUMN VALUE      rows were kept above this value, so that an estimate may miss or add a row near it
 *   -- ties: COLUMN                 rows with the smallest value of this column were cut off in no particular order
 */
export function readQuestions(folder) {
  return readdirSync(folder)
    .filter((name) => /^\d\d-.*\.kql$/.test(name))
    .sort()
    .map((name) => {
      const base = join(folder, name.slice(0, -'.kql'.length));
      const sql = readFileSync(`${base}.sql`, 'utf8');
      const check = existsSync(`${base}.check.sql`) ? readFileSync(`${base}.check.sql`, 'utf8') : null;
      return {
        number: Number(name.slice(0, 2)),
        name: name.slice(3, -'.kql'.length),
        kql: readFileSync(`${base}.kql`, 'utf8'),
        sql,
        check,
        rules: readRules(check ?? sql),
      };
    });
}

function readRules(sql) {
  const rules = { tolerance: null, threshold: null, ties: null };
  for (const [, kind, column, value] of sql.matchAll(/^-- (tolerance|threshold|ties): (\w+)(?: ([\d.]+))?$/gm)) {
    rules[kind] = { column, value: value === undefined ? null : Number(value) };
  }
  return rules;
}
