// Every SARIF document of the golden files, and those that KELPIE writes now, against the schema of SARIF 2.1.0.
//   npm ci --prefix tests/sarif && KELPIE=build/release/kelpie node --test tests/sarif
'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const top = path.join(__dirname, '..', '..');
const golden = path.join(top, 'tests/golden/rules/findings');

let validate;
try {
  const Ajv = require('ajv');
  const ajv = new Ajv({ schemaId: 'auto', format: 'full', allErrors: true });
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
  validate = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
} catch (missing) {
  if (missing.code !== 'MODULE_NOT_FOUND') throw missing;
  console.log('skipped: the schema is not installed (npm ci --prefix tests/sarif)');
}
const skip = validate === undefined && 'the schema is not installed';

function assertValid(text, name) {
  assert.ok(validate(JSON.parse(text)), `${name}: ${JSON.stringify(validate.errors, undefined, 1)}`);
}

test('golden documents keep the schema', { skip }, () => {
  let count = 0;
  for (const folder of fs.readdirSync(path.join(golden, 'expected'))) {
    for (const file of fs.readdirSync(path.join(golden, 'expected', folder))) {
      if (!file.endsWith('.sarif')) continue;
      assertValid(fs.readFileSync(path.join(golden, 'expected', folder, file), 'utf8'), file);
      ++count;
    }
  }
  assert.ok(count >= 8, `${count} documents`);
});

test('the schema refuses what is no SARIF', { skip }, () => {
  assert.throws(() => assertValid('{"version":"2.1.0","runs":[{"results":[]}]}', 'without a tool'));
  assert.throws(() => assertValid('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"k","rules":[{"id":"A","helpUri":"not an address"}]}}}]}', 'a bad address'));
});

test('documents with baseline, suppressions and unreadable files keep the schema', { skip: skip || (!process.env.KELPIE && 'KELPIE names no program') }, () => {
  const kelpie = path.resolve(process.env.KELPIE);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'kelpie-sarif-'));
  try {
    const run = (...words) => {
      try {
        return execFileSync(kelpie, ['validate', ...words], { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      } catch (failure) {
        return failure.stdout;
      }
    };
    for (const file of ['suppressed.yaml', 'wrong-names.yaml', 'missing-columns.yaml']) fs.copyFileSync(path.join(golden, file), path.join(work, file));
    run('--write-baseline', 'base.json', '.');
    fs.writeFileSync(path.join(work, 'wrong-names.yaml'), fs.readFileSync(path.join(work, 'wrong-names.yaml'), 'utf8').replace('ResultTyp ', 'ResultTip '));
    const text = run('--baseline', 'base.json', '--format', 'sarif', '.', 'nowhere.yaml');
    assertValid(text, 'with a baseline');
    const [{ results, invocations }] = JSON.parse(text).runs;
    const states = new Set(results.map((result) => result.baselineState));
    assert.deepEqual([...states].sort(), ['absent', 'new', 'unchanged']);
    assert.ok(results.some((result) => result.suppressions?.length === 1));
    assert.equal(invocations[0].executionSuccessful, false);
  } finally {
    fs.rmSync(work, { recursive: true });
  }
});
