// Microsoft's own client, @microsoft/microsoft-graph-client, unchanged, against a running server. Environment: KELPIE_URL (https), KELPIE_TOKEN (of the roles query and
// ingest), NODE_EXTRA_CA_CERTS.
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { Client, GraphError, PageIterator } = require('@microsoft/microsoft-graph-client');
const { base, token, run, day, signIn, serviceSignIn, ingest } = require('./graph_events.js');

const rows = 250;
const groups = 2500;

function client(version = 'v1.0', key = token) {
  return Client.init({
    baseUrl: base,
    defaultVersion: version,
    customHosts: new Set([new URL(base).hostname]),
    authProvider: (done) => done(null, key || 'none'),
  });
}

const mine = `appId eq '${run}-app'`;

test.before(async () => {
  await ingest(Array.from({ length: rows }, (_, number) => signIn(number, number)));
  await ingest(Array.from({ length: groups }, (_, number) => serviceSignIn(number)));
});

test('the page iterator sees every sign-in once, the newest first', async () => {
  const graph = client();
  const first = await graph.api('/auditLogs/signIns').filter(mine).top(40).get();
  assert.strictEqual(first.value.length, 40);
  const seen = [];
  const iterator = new PageIterator(graph, first, (row) => {
    seen.push(row);
    return true;
  });
  await iterator.iterate();
  assert.ok(iterator.isComplete());
  assert.strictEqual(seen.length, rows);
  assert.strictEqual(new Set(seen.map((row) => row.id)).size, rows);
  for (let i = 1; i < seen.length; ++i) assert.ok(seen[i - 1].createdDateTime >= seen[i].createdDateTime);
});

test('a list that is under way does not see what arrives', async () => {
  const graph = client();
  const first = await graph.api('/auditLogs/signIns').filter(`${mine} and createdDateTime lt ${day}T09:00:00Z`).top(7).get();
  await ingest([signIn(90001, 30)]);
  const seen = [];
  await new PageIterator(graph, first, (row) => seen.push(row.id)).iterate();
  assert.strictEqual(new Set(seen).size, 60);
  assert.ok(!seen.includes(`${run}-s90001`));
  assert.strictEqual((await graph.api(`/auditLogs/signIns/${run}-s90001`).get()).id, `${run}-s90001`);
});

test('filter, select, orderby, top and count', async () => {
  const page = await client()
    .api('/auditLogs/signIns')
    .filter(`${mine} and status/errorCode eq 50126 and createdDateTime ge ${day}T08:30:00Z`)
    .select(['id', 'userPrincipalName', 'status'])
    .orderby('createdDateTime asc')
    .top(3)
    .count(true)
    .get();
  assert.deepStrictEqual(Object.keys(page.value[0]), ['id', 'userPrincipalName', 'status']);
  assert.deepStrictEqual(page.value.map((row) => row.id), [30, 35, 40].map((number) => `${run}-s${String(number).padStart(5, '0')}`));
  assert.strictEqual(page['@odata.count'], 44);
  assert.strictEqual(page.value[0].status.failureReason, 'Invalid username or password.');
});

test('quotes, collections and startswith', async () => {
  const graph = client();
  assert.strictEqual((await graph.api('/auditLogs/signIns').filter(`${mine} and userDisplayName eq 'Pat O''Brien'`).get()).value.length, 1);
  const failed = await graph.api('/auditLogs/signIns').filter(`${mine} and appliedConditionalAccessPolicies/any(p:p/result eq 'failure')`).get();
  assert.ok(failed.value.length >= 50 && failed.value.every((row) => row.conditionalAccessStatus === 'failure'));
  const some = await graph.api('/auditLogs/signIns').filter(`${mine} and startswith(userPrincipalName,'user1@')`).get();
  assert.ok(some.value.length > 0 && some.value.every((row) => row.userPrincipalName === 'user1@contoso.example'));
});

test('grouped sign-ins page without a gap while events arrive, and lead to their events', async () => {
  const graph = client('beta');
  const first = await graph.api(`/auditLogs/getSummarizedServicePrincipalSignIns(aggregationWindow='d1')`).filter(mine).get();
  assert.strictEqual(first.value.length, 1000);
  // A group that was not there, and one more sign-in of one that was.
  await ingest([serviceSignIn(groups + 1), { ...serviceSignIn(7), properties: { ...serviceSignIn(7).properties, id: `${run}-late` } }]);
  const seen = [];
  let more = 0;
  await new PageIterator(graph, first, (row) => {
    seen.push(row);
    return true;
  }).iterate();
  for (const row of seen.slice(0, 1)) {
    const events = await graph
      .api('/auditLogs/signIns')
      .filter(
        `signInEventTypes/any(t: t eq 'servicePrincipal') and servicePrincipalId eq '${row.servicePrincipalId}' and resourceId eq '${row.resourceId}' ` +
          `and createdDateTime ge ${row.aggregationDateTime}`)
      .get();
    more += events.value.length;
    assert.ok(events.value.some((event) => event.id === row.id));
    assert.strictEqual(events.value[0].signInEventTypes[0], 'servicePrincipal');
  }
  assert.strictEqual(new Set(seen.map((row) => row.servicePrincipalId)).size, groups);
  assert.strictEqual(seen.length, groups);
  assert.ok(seen.every((row) => row.signInCount === 1));
  assert.strictEqual(more, 1);
});

test('a wrong filter is a GraphError with place and near names', async () => {
  await assert.rejects(client().api('/auditLogs/signIns').filter("userPrincipalNam eq 'x'").get(), (error) => {
    assert.ok(error instanceof GraphError);
    assert.strictEqual(error.statusCode, 400);
    assert.strictEqual(error.code, 'BadRequest');
    assert.match(error.message, /Could not find a property named 'userPrincipalNam'.*did you mean 'userPrincipalName'/);
    assert.ok(error.requestId);
    return true;
  });
});

test('a log entry cannot be changed, and says so', async () => {
  for (const change of [(api) => api.patch({ riskState: 'dismissed' }), (api) => api.delete(), (api) => api.post({})]) {
    await assert.rejects(change(client().api(`/auditLogs/signIns/${run}-s00001`)), (error) => error instanceof GraphError && error.statusCode === 405 && /can't be changed/.test(error.message));
  }
});

test('what is not there is a GraphError of 404', async () => {
  await assert.rejects(client().api('/auditLogs/signIns/nobody').get(), (error) => error instanceof GraphError && error.statusCode === 404 && error.code === 'ResourceNotFound');
});

test('a wrong token is told in Graph\'s form', { skip: token ? false : 'the server asks for no token' }, async () => {
  await assert.rejects(client('v1.0', 'not-the-token').api('/auditLogs/signIns').get(), (error) => error instanceof GraphError && error.statusCode === 401 && error.code === 'InvalidAuthenticationToken');
});
