// The official Kusto SDK against a server: KELPIE_URL, and KELPIE_TOKEN of a caller who may query.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { Client, ClientRequestProperties, KustoConnectionStringBuilder } from "azure-kusto-data";

const url = process.env.KELPIE_URL;
const token = process.env.KELPIE_TOKEN;
const database = process.env.KELPIE_DATABASE ?? "Kelpie";
let client;

before(() => {
  assert.ok(url, "KELPIE_URL says where the server is");
  client = new Client(token ? KustoConnectionStringBuilder.withAccessToken(url, token) : new KustoConnectionStringBuilder(url));
});
after(() => client.close());

const error_of = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("the request should have failed");
};

test("a query answers with values of every type", async () => {
  const answer = await client.execute(
    database,
    `print flag=true, whole=int(7), long=9007199254740991, real=1.5, text='a"b', at=datetime(2026-02-03T04:05:06.7Z), span=1d+2h,
       id=guid(74be27de-1e4e-49d9-b579-fe0b331d3642), bag=dynamic({"a":[1,null]}), nothing=long(null), amount=decimal(1.25)`,
  );
  const [row] = [...answer.primaryResults[0].rows()];
  assert.equal(row.flag, true);
  assert.equal(row.whole, 7);
  assert.equal(row.long, 9007199254740991);
  assert.equal(row.real, 1.5);
  assert.equal(row.text, 'a"b');
  assert.equal(row.at.toISOString(), "2026-02-03T04:05:06.700Z");
  assert.equal(row.span, 26 * 3600 * 1000);
  assert.equal(row.id, "74be27de-1e4e-49d9-b579-fe0b331d3642");
  assert.deepEqual(row.bag, { a: [1, null] });
  assert.equal(row.nothing, null);
  assert.equal(row.amount, "1.25");
});

test("version 1 answers too", async () => {
  const answer = await client.executeQueryV1(database, "range x from 1 to 3 step 1; print y='second'");
  assert.equal(answer.primaryResults.length, 2);
  assert.deepEqual([...answer.primaryResults[0].rows()].map((row) => row.x), [1, 2, 3]);
  assert.equal(answer.primaryResults[1][0].y, "second");
  assert.equal(answer.getErrorsCount().errors, 0);
});

test("parameters reach the query", async () => {
  const properties = new ClientRequestProperties();
  properties.setParameter("who", "ada 'x' \"y\"");
  properties.setParameter("n", 5);
  properties.setParameter("since", "datetime(2026-01-02)");
  const text = "declare query_parameters(who:string, n:long, since:datetime); print who=who, twice=n*2, since=since";
  const [row] = [...(await client.execute(database, text, properties)).primaryResults[0].rows()];
  assert.equal(row.who, "ada 'x' \"y\"");
  assert.equal(row.twice, 10);
  assert.equal(row.since.toISOString(), "2026-01-02T00:00:00.000Z");
});

test("commands show what there is", async () => {
  const databases = await client.execute(database, ".show databases");
  assert.equal(databases.primaryResults[0][0].DatabaseName, database);
  const tables = await client.execute(database, ".show tables | where TableName == 'SigninLogs' | project TableName");
  assert.deepEqual([...tables.primaryResults[0].rows()].map((row) => row.TableName), ["SigninLogs"]);
  const schema = JSON.parse((await client.execute(database, ".show database schema as json")).primaryResults[0][0].DatabaseSchema);
  assert.ok(schema.Databases[database].Tables.SigninLogs.OrderedColumns.some((column) => column.Name === "UserPrincipalName" && column.CslType === "string"));
  const version = await client.execute(database, ".show version");
  assert.equal(version.primaryResults[0][0].ServiceType, "Engine");
});

test("a command that changes something is refused", async () => {
  const error = await error_of(client.execute(database, ".drop table SigninLogs"));
  assert.equal(error.response.status, 403);
  assert.equal(error.response.data.error.code, "Forbidden");
});

test("a wrong query says what and where", async () => {
  const error = await error_of(client.execute(database, "SigninLogs\n| where Usr == 'x'"));
  assert.equal(error.response.status, 400);
  const body = error.response.data.error;
  assert.equal(body.code, "General_BadRequest");
  assert.equal(body.innererror.code, "SEM0100");
  assert.equal(body.innererror["@line"], 2);
  assert.match(body["@message"], /Usr/);
  assert.ok(error.response.headers["x-ms-activity-id"]);
});

test("a result that is too large fails, and says so", async () => {
  const properties = new ClientRequestProperties();
  properties.setOption("truncationmaxrecords", 2);
  const error = await error_of(client.execute(database, "range x from 1 to 3 step 1", properties));
  assert.match(error.message, /E_QUERY_RESULT_SET_TOO_LARGE/);
});

test("a query that takes longer than it may is stopped", async () => {
  const properties = new ClientRequestProperties();
  properties.setTimeout(300);
  const begin = Date.now();
  const error = await error_of(client.execute(database, "range x from 1 to 100000000000 step 1 | summarize sum(x * 2)", properties));
  assert.equal(error.response.status, 504);
  assert.ok(Date.now() - begin < 20_000);
});

test("a query is cancelled by its id", async () => {
  const properties = new ClientRequestProperties();
  properties.clientRequestId = `test;${randomUUID()}`;
  const running = error_of(client.execute(database, "range x from 1 to 100000000000 step 1 | summarize sum(x * 2)", properties));
  for (let tries = 0; ; ++tries) {
    assert.ok(tries < 100, "the query should run by now");
    const seen = await client.execute(database, `.show queries | where ClientActivityId == '${properties.clientRequestId}'`);
    if ([...seen.primaryResults[0].rows()].length === 1) break;
    await new Promise((later) => setTimeout(later, 100));
  }
  const answer = await client.execute(database, `.cancel query '${properties.clientRequestId}'`);
  assert.equal(answer.primaryResults[0][0].RunningQueryCanceled, true);
  assert.match((await running).message, /E_QUERY_CANCELLED|cancel/i);
});

test("a large result comes whole", async () => {
  const answer = await client.execute(database, "range x from 1 to 200000 step 1 | extend text=strcat('row ', x)");
  const table = answer.primaryResults[0];
  assert.equal(table._rows.length, 200_000);
  assert.deepEqual(table._rows[199_999], [200_000, "row 200000"]);
});

test("progressive frames put together are the result", async () => {
  const properties = new ClientRequestProperties();
  properties.setOption("results_progressive_enabled", true);
  properties.raw = true;
  const frames = await client.execute(database, "range x from 1 to 100000 step 1", properties);
  assert.equal(frames[0].FrameType, "DataSetHeader");
  assert.equal(frames[0].IsProgressive, true);
  const rows = frames.filter((frame) => frame.FrameType === "TableFragment").flatMap((frame) => frame.Rows);
  assert.equal(rows.length, 100_000);
  assert.deepEqual(rows[99_999], [100_000]);
  assert.equal(frames.find((frame) => frame.FrameType === "TableCompletion").RowCount, 100_000);
  assert.ok(frames.some((frame) => frame.FrameType === "TableProgress" && frame.TableProgress === 100));
  assert.equal(frames.at(-1).FrameType, "DataSetCompletion");
});

test("a chart is told", async () => {
  const answer = await client.execute(database, "print x=1, y=2 | render barchart with (title='Who')");
  const told = JSON.parse(answer.tables.find((table) => table.name === "@ExtendedProperties")[0].Value);
  assert.equal(told.Visualization, "barchart");
  assert.equal(told.Title, "Who");
});

test("a wrong token is turned away", { skip: !token }, async () => {
  const stranger = new Client(KustoConnectionStringBuilder.withAccessToken(url, "nobody's"));
  const error = await error_of(stranger.execute(database, "print 1"));
  stranger.close();
  assert.equal(error.response.status, 401);
});
