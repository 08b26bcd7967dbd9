// The official Azure Monitor query SDK against a server: KELPIE_URL (https, as the SDK sends tokens over nothing else), KELPIE_TOKEN of a caller who may query.
// The server must hold sign-ins, of whatever time.
import assert from "node:assert/strict";
import { before, test } from "node:test";

import { LogsQueryClient, LogsQueryResultStatus } from "@azure/monitor-query-logs";

const url = process.env.KELPIE_URL;
const workspace = process.env.KELPIE_WORKSPACE ?? "workspace";
const everything = { startTime: new Date("2000-01-01T00:00:00Z"), endTime: new Date("2100-01-01T00:00:00Z") };
const long_ago = { startTime: new Date("1990-01-01T00:00:00Z"), duration: "P1D" };
let client;

before(() => {
  assert.ok(url?.startsWith("https://"), "KELPIE_URL says where the server is, with https");
  const credential = { getToken: async () => ({ token: process.env.KELPIE_TOKEN ?? "none", expiresOnTimestamp: Date.now() + 3_600_000 }) };
  client = new LogsQueryClient(credential, { endpoint: `${url}/v1`, retryOptions: { maxRetries: 0 } });
});

const error_of = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("the request should have failed");
};

test("a query answers with a table", async () => {
  const answer = await client.queryWorkspace(
    workspace,
    'print text="a", n=9007199254740991, at=datetime(2026-02-03T04:05:06Z), bag=dynamic({"a":[1]}), flag=true, nothing=long(null)',
    everything,
  );
  assert.equal(answer.status, LogsQueryResultStatus.Success);
  const [table] = answer.tables;
  assert.equal(table.name, "PrimaryResult");
  assert.deepEqual(table.columnDescriptors.map((column) => column.type), ["string", "long", "datetime", "dynamic", "bool", "long"]);
  assert.deepEqual(table.rows, [["a", 9007199254740991, new Date("2026-02-03T04:05:06Z"), { a: [1] }, true, null]]);
});

test("a timespan hides what lies outside", async () => {
  const count = async (timespan) => (await client.queryWorkspace(workspace, "SigninLogs | count", timespan)).tables[0].rows[0][0];
  assert.ok((await count(everything)) > 0, "the server holds sign-ins");
  assert.equal(await count(long_ago), 0);
  assert.equal(await count({ duration: "P1D", endTime: new Date("1990-01-02T00:00:00Z") }), 0);
  assert.equal(typeof (await count({ duration: "P7D" })), "number");
});

test("statistics and a chart come when they are asked for", async () => {
  const answer = await client.queryWorkspace(workspace, "print x=1, y=2 | render barchart with (title='Who')", everything, {
    includeQueryStatistics: true,
    includeVisualization: true,
    serverTimeoutInSeconds: 60,
  });
  assert.equal(answer.visualization.visualization, "barchart");
  assert.equal(answer.visualization.title, "Who");
  assert.equal(answer.statistics.query.datasetStatistics[0].tableRowCount, 1);
  assert.ok(answer.statistics.query.executionTime >= 0);
});

test("a wrong query says what and where", async () => {
  const error = await error_of(client.queryWorkspace(workspace, "completely invalid syntax", everything));
  assert.equal(error.statusCode, 400);
  const innermost = error.details.error.innererror.innererror;
  assert.equal(error.details.error.innererror.code, "SyntaxError");
  assert.equal(innermost.code, "SYN0002");
  const semantic = await error_of(client.queryWorkspace(workspace, "SigninLogs | where Usr == 'x'", everything));
  assert.equal(semantic.details.error.innererror.code, "SemanticError");
  assert.match(semantic.details.error.innererror.innererror.message, /Usr/);
});

test("a query that takes longer than it may is stopped", async () => {
  const error = await error_of(
    client.queryWorkspace(workspace, "range x from 1 to 100000000000 step 1 | summarize sum(x * 2)", everything, { serverTimeoutInSeconds: 1 }),
  );
  assert.equal(error.statusCode, 504);
});

test("a passed limit is a partial failure", async () => {
  const answer = await client.queryWorkspace(workspace, "set truncationmaxrecords=1; range x from 1 to 3 step 1", everything);
  assert.equal(answer.status, LogsQueryResultStatus.PartialFailure);
  assert.equal(answer.partialError.code, "PartialError");
  assert.match(answer.partialError.message, /limit/);
});

test("a batch answers each query in its place", async () => {
  const answers = await client.queryBatch([
    { workspaceId: workspace, query: "print 1", timespan: everything },
    { workspaceId: workspace, query: "SigninLogs | wher", timespan: everything },
    { workspaceId: workspace, query: "range x from 1 to 100000 step 1", timespan: { duration: "P1D" }, includeQueryStatistics: true },
  ]);
  assert.equal(answers.length, 3);
  assert.deepEqual(answers[0].tables[0].rows, [[1]]);
  assert.equal(answers[1].status, LogsQueryResultStatus.PartialFailure);
  assert.equal(answers[1].partialError.code, "BadArgumentError");
  assert.equal(answers[2].tables[0].rows.length, 100_000);
  assert.equal(answers[2].statistics.query.datasetStatistics[0].tableRowCount, 100_000);
});

test("an endpoint without a version is the same place", async () => {
  const credential = { getToken: async () => ({ token: process.env.KELPIE_TOKEN ?? "none", expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const bare = new LogsQueryClient(credential, { endpoint: url });
  assert.deepEqual((await bare.queryWorkspace(workspace, "print 1", everything)).tables[0].rows, [[1]]);
  assert.equal((await bare.queryBatch([{ workspaceId: workspace, query: "print 1", timespan: everything }])).length, 1);
});

test("a resource is asked by its name", async () => {
  const resource = `/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/${workspace}`;
  assert.deepEqual((await client.queryResource(resource, "print 1", everything)).tables[0].rows, [[1]]);
});
