-- Small queries as a dashboard or an analyst asks them, over Kusto's v2 endpoint; each with another user, so that no answer is that of another.
local token = os.getenv("KELPIE_TOKEN") or ""
local queries = {
  'SigninLogs | where UserPrincipalName == "user%d@contoso.example" | top 10 by TimeGenerated',
  'SigninLogs | where TimeGenerated > ago(1h) | where UserPrincipalName == "user%d@contoso.example" | summarize count() by ResultType',
  'SigninLogs | where IPAddress == "10.0.%d.7" | take 5',
  'SigninLogs | where ResultType == "50126" and UserPrincipalName == "user%d@contoso.example" | count',
}
local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token}
local number = 0

function setup(thread)
  number = number + 1
  thread:set("seed", number)
end

function init(arguments)
  math.randomseed(seed)
end

function request()
  local query = string.format(queries[math.random(#queries)], math.random(1, 5000))
  local body = '{"db":"Kelpie","csl":"' .. string.gsub(query, '"', '\\"') .. '"}'
  return wrk.format("POST", "/v2/rest/query", headers, body)
end

local failed = 0
function response(status, headers, body)
  if status ~= 200 then failed = failed + 1 end
end

function done(summary, latency, requests)
  io.write(string.format("queries/s %.0f  p50 %.2f ms  p90 %.2f ms  p99 %.2f ms  most %.1f ms  errors %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
