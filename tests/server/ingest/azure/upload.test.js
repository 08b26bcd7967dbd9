// Azure Monitor's own client (@azure/monitor-ingestion) uploads to kelpie serve over TLS, as an application that was written for Azure does.
//   KELPIE=<program> node --test upload.test.js
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { isAggregateLogsUploadError, LogsIngestionClient } from '@azure/monitor-ingestion';

const kelpie = process.env.KELPIE;
const folder = mkdtempSync(`${tmpdir()}/kelpie-azure-`);
const token = 'a-token-of-this-test';
let server, port;

function freePort() {
  return new Promise((done) => {
    const one = createServer().listen(0, '127.0.0.1', () => {
      const found = one.address().port;
      one.close(() => done(found));
    });
  });
}

function client(secret = token) {
  const credential = { getToken: async () => ({ token: secret, expiresOnTimestamp: Date.now() + 3600_000 }) };
  // The test's certificate is its own; retries would only make a failure slow.
  return new LogsIngestionClient(`https://localhost:${port}`, credential, { retryOptions: { maxRetries: 0 }, tlsOptions: { ca: readFileSync(`${folder}/cert.pem`) } });
}

const count = (query) => Number(Object.values(JSON.parse(execFileSync(kelpie, ['query', '--store', `${folder}/store`, '--format', 'ndjson', query], { encoding: 'utf8' })))[0]);

before(async () => {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
    'subjectAltName=DNS:localhost', '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`], { stdio: 'ignore' });
  port = await freePort();
  writeFileSync(`${folder}/kelpie.yaml`, `store: ${folder}/store
listen:
  - protocol: https
    address: 127.0.0.1:${port}
    certificate: ${folder}/cert.pem
    key: ${folder}/key.pem
tokens:
  - name: application
    sha256: ${createHash('sha256').update(token).digest('hex')}
    roles: [ingest]
`);
  server = spawn(kelpie, ['serve', '--config', `${folder}/kelpie.yaml`], { stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  await new Promise((done, failed) => {
    server.stderr.on('data', (text) => {
      said += text;
      if (said.includes('listens')) done();
    });
    server.on('exit', () => failed(new Error(`kelpie serve ended: ${said}`)));
  });
});

after(() => {
  server.removeAllListeners('exit');
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('records are uploaded, compressed and in chunks, and are durable when the upload has ended', async () => {
  const logs = Array.from({ length: 4000 }, (_, n) => ({ TimeGenerated: '2026-03-01T08:00:00Z', Number: n, Text: `line ${n} `.repeat(60) }));
  await client().upload('dcr-0123456789abcdef', 'Custom-Vpn_CL', logs, { maxConcurrency: 3 });
  assert.equal(count('Vpn_CL | count'), 4000);
  assert.equal(count('Vpn_CL | summarize sum(Number)'), 3999 * 2000);
});

test('a table of Microsoft Entra takes its rows', async () => {
  await client().upload('dcr-0123456789abcdef', 'Microsoft-SigninLogs', [{ TimeGenerated: '2026-03-01T08:00:00Z', Id: 'one', UserPrincipalName: 'u@contoso.example' }]);
  assert.equal(count("SigninLogs | where Id == 'one' | count"), 1);
});

test('a stream that is no table is refused with a word that says so', async () => {
  await assert.rejects(client().upload('dcr-0123456789abcdef', 'Microsoft-Nothing', [{ a: 1 }]), (error) => {
    assert.ok(isAggregateLogsUploadError(error));
    assert.match(String(error.errors[0].cause.message), /no table here/);
    return true;
  });
});

test('a wrong token is refused', async () => {
  await assert.rejects(client('another').upload('dcr-0123456789abcdef', 'Custom-Vpn_CL', [{ a: 1 }]), (error) => {
    assert.equal(error.errors[0].cause.statusCode, 401);
    return true;
  });
});
