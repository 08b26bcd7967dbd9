import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellText, difference } from './answers.js';

const none = { tolerance: null, threshold: null, ties: null };
const answer = (columns, ...rows) => ({ columns, rows });

test('rows agree in any order and across the spellings of a value', () => {
  const expected = answer(['t', 'n', 'set'], ['2025-03-03 05:00:00', '7', ['b', 'a']], ['2025-03-03 06:00:00.5', '8', []]);
  const actual = [
    ['2025-03-03T06:00:00.5000000Z', 8, []],
    ['2025-03-03T05:00:00.0000000Z', 7, ['a', 'b']],
  ];
  assert.equal(difference(expected, actual, none), null);
});

test('a row too many, a row too few and another value are differences', () => {
  const expected = answer(['k'], ['a'], ['b']);
  assert.match(difference(expected, [['a'], ['b'], ['b']], none), /3 rows instead of 2/);
  assert.match(difference(expected, [['a']], none), /1 rows instead of 2/);
  assert.match(difference(expected, [['a'], ['c']], none), /1 rows missing, 1 too many/);
  assert.match(difference(expected, [['a', 1], ['b', 1]], none), /2 columns instead of 1/);
});

test('an estimate may be off by its tolerance and no more', () => {
  const rules = { ...none, tolerance: { column: 'n', value: 0.05 } };
  assert.equal(difference(answer(['k', 'n'], ['a', '100']), [['a', 104]], rules), null);
  assert.notEqual(difference(answer(['k', 'n'], ['a', '100']), [['a', 110]], rules), null);
});

test('an estimate near the threshold may keep or lose a row, one far from it may not', () => {
  const rules = { ...none, tolerance: { column: 'n', value: 0.05 }, threshold: { column: 'n', value: 100 } };
  assert.equal(difference(answer(['k', 'n'], ['a', '101']), [], rules), null);
  assert.notEqual(difference(answer(['k', 'n'], ['a', '200']), [], rules), null);
});

test('rows tied with the last one may be others', () => {
  const rules = { ...none, ties: { column: 'n', value: null } };
  const expected = answer(['k', 'n'], ['a', '9'], ['b', '5']);
  assert.equal(difference(expected, [['a', 9], ['c', 5]], rules), null);
  assert.notEqual(difference(expected, [['c', 9], ['b', 5]], rules), null);
});

test('fractions of a second are cut to microseconds, as DuckDB keeps them', () => {
  assert.equal(cellText('2025-03-03T06:00:00.1234567Z'), cellText('2025-03-03 06:00:00.123456'));
});
