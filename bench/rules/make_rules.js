// Writes detection rules over sign-ins: about half test each event by itself, three in ten count over a period, the others join or compare with a
// baseline. The same count writes the same rules.
//   node make_rules.js FOLDER COUNT
import fs from 'node:fs';
import path from 'node:path';

const [folder, count] = [process.argv[2], Number(process.argv[3])];
if (!folder || !Number.isInteger(count) || count < 1) {
  console.error('make_rules.js FOLDER COUNT');
  process.exit(2);
}

let state = 20250303;
const random = (limit) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 4294967296) * limit);
};
const one = (list) => list[random(list.length)];

const results = ['50126', '50053', '50055', '50056', '50074', '50076', '50140', '500121', '53003', '50034', '50057', '50158'];
const countries = ['NG', 'RU', 'CN', 'BR', 'VN', 'TR', 'UA', 'IN', 'KP', 'IR'];
const apps = ['Azure Portal', 'Office 365 Exchange Online', 'Office 365 SharePoint Online', 'Microsoft Teams', 'Microsoft Azure CLI', 'Graph Explorer',
  'Azure Active Directory PowerShell', 'Microsoft Office'];
const clients = ['IMAP4', 'POP3', 'Authenticated SMTP', 'Exchange ActiveSync', 'Other clients', 'Mobile Apps and Desktop clients'];
const agents = ['python', 'curl', 'Go-http-client', 'axios', 'PowerShell', 'BAV2ROPC', 'okhttp', 'Firefox/12', 'Headless'];
const systems = ['Linux', 'Windows 7', 'Android', 'Ios 16', 'MacOs', 'Windows 10'];
const keys = ['UserPrincipalName', 'IPAddress', 'AppDisplayName', 'UserId', 'UserPrincipalName, IPAddress', 'Location', 'AutonomousSystemNumber'];
const quoted = (list) => list.map((text) => `"${text}"`).join(', ');
const some = (list) => [...new Set([one(list), one(list), one(list)])];
const shown = 'TimeGenerated, UserPrincipalName, UserId, IPAddress, Location, AppDisplayName, ResultType, ClientAppUsed, UserAgent';

const filters = [
  () => `ResultType in (${quoted(some(results))}) and Location in (${quoted(some(countries))})`,
  () => `ResultType == "0" and Location in (${quoted(some(countries))}) and AppDisplayName == "${one(apps)}"`,
  () => `ClientAppUsed in~ (${quoted(some(clients))}) and ResultType == ${one(['0', '50126', '53003'])}`,
  () => `UserAgent has "${one(agents)}"${one(['', ' and ResultType == 0', ' and isnotempty(IPAddress)'])}`,
  () => `RiskLevelDuringSignIn in ("high", "medium") and ResultType == "${one(results)}"`,
  () => `RiskState =~ "atRisk" and AppDisplayName has "${one(['Azure', 'Exchange', 'Graph'])}"`,
  () => `tostring(DeviceDetail.operatingSystem) startswith "${one(systems)}" and ResultType == "${one(results)}"`,
  () => `UserPrincipalName startswith "${one(['admin', 'svc', 'root', 'test', 'a.', 'j'])}" and ResultType == "${one(results)}"`,
  () => `ipv4_is_in_range(IPAddress, "198.${random(4) + 16}.${random(256)}.0/24") and ResultType != "0"`,
  () => `ConditionalAccessStatus == "failure" and AppDisplayName in (${quoted(some(apps))}) and Location == "${one(countries)}"`,
  () => `AuthenticationRequirement == "singleFactorAuthentication" and AppDisplayName == "${one(apps)}" and Location in (${quoted(some(countries))})`,
  () => `hourofday(TimeGenerated) between (1 .. 4) and AppDisplayName == "${one(apps)}" and ResultType == "${one(results)}"`,
];

const stateless = () => ({
  period: one(['1h', '1h', '1h', '2h', '4h', '1d']),
  query: `SigninLogs\n| where ${one(filters)()}\n| where UserPrincipalName startswith "${one('abcdefghijklmnopqrst'.split(''))}${one(['a', 'e', 'i', 'o', 'u'])}" and IPAddress endswith ".${random(256)}"\n| project ${shown}`,
});

const narrowed = [
  () => 'ResultType != "0"', () => `ResultType in (${quoted(some(results))})`, () => `AppDisplayName == "${one(apps)}"`,
  () => `ResultType == "0" and AppDisplayName in (${quoted(some(apps))})`, () => one(filters)(), () => 'ConditionalAccessStatus == "failure"',
];
const figures = [
  'Accounts = dcount(UserPrincipalName)', 'Addresses = make_set(IPAddress, 50)', 'Countries = dcount(Location)', 'FirstSeen = min(TimeGenerated)',
  'LastSeen = max(TimeGenerated)', 'Failures = countif(ResultType != "0")', 'Apps = make_set(AppDisplayName, 20)', 'Name = take_any(UserDisplayName)',
  'Longest = max(DurationMs)', 'WrongPassword = countif(ResultType == "50126")',
];
const mergeable = () => ({
  period: one(['1h', '1h', '6h', '6h', '1d', '1d', '3d', '7d', '14d']),
  query: `SigninLogs\n| where ${one(narrowed)()}\n| summarize Events = count(), ${[...new Set([one(figures), one(figures), one(figures)])].join(', ')}\n    by ${one(keys)}\n` +
    `| where Events > ${one([3, 10])} * ${one([100, 300, 1000])}`,
});

const general = [
  () => ({ period: '1d', query: `let failures = SigninLogs\n  | where ResultType in (${quoted(some(results))})\n  | summarize Failures = count(), LastFailure = max(TimeGenerated) by UserPrincipalName, IPAddress\n  | where Failures > ${one([5, 10, 20])};\n` +
    `SigninLogs\n| where TimeGenerated > ago(1h) and ResultType == "0"\n| project SignInAt = TimeGenerated, UserPrincipalName, IPAddress, AppDisplayName\n| join kind=inner failures on UserPrincipalName, IPAddress\n| where SignInAt > LastFailure\n| project SignInAt, UserPrincipalName, IPAddress, AppDisplayName, Failures` }),
  () => { const key = one(['Location', 'AppDisplayName', 'IPAddress', 'UserAgent']); const period = one(['7d', '14d']); return { period, query:
    `let known = SigninLogs\n  | where TimeGenerated between (ago(${period}) .. ago(1h))\n  | where ResultType == "0" and AppDisplayName == "${one(apps)}"\n  | distinct UserPrincipalName, ${key};\n` +
    `SigninLogs\n| where TimeGenerated > ago(1h)\n| where ResultType == "0" and AppDisplayName == "${one(apps)}"\n| summarize FirstSeen = min(TimeGenerated), SignIns = count() by UserPrincipalName, ${key}\n| where SignIns > 4\n| join kind=leftanti known on UserPrincipalName, ${key}` }; },
  () => ({ period: '7d', query: `let usual = SigninLogs\n  | where TimeGenerated < ago(1h) and ${one(narrowed)()}\n  | summarize Events = count() by UserPrincipalName, bin(TimeGenerated, 1h)\n  | summarize Usual = avg(Events), Spread = stdev(Events) by UserPrincipalName;\n` +
    `SigninLogs\n| where TimeGenerated > ago(1h) and ResultType != "0"\n| summarize Latest = count() by UserPrincipalName\n| join kind=inner usual on UserPrincipalName\n| where Latest > Usual + ${one([2, 3])} * Spread and Latest > 30` }),
  () => ({ period: one(['1h', '6h']), query: `union SigninLogs, AADNonInteractiveUserSignInLogs\n| where ${one(['ResultType == "50126"', 'ResultType == "50053"', 'ResultType == "53003"'])}\n| summarize Events = count(), Addresses = dcount(IPAddress) by UserPrincipalName\n| where Addresses > 20` }),
  () => ({ period: '1d', query: `let suspects = SigninLogs | where ResultType == "${one(results)}" | summarize Events = count() by IPAddress | where Events > 400 | project IPAddress;\n` +
    `SigninLogs\n| where TimeGenerated > ago(1h) and ResultType == "0"\n| where IPAddress in (suspects)\n| project ${shown}` }),
  () => ({ period: '1d', query: `SigninLogs\n| where ${one(narrowed)()}\n| summarize Events = count() by UserPrincipalName\n| top 10 by Events desc, UserPrincipalName asc\n| where Events > 3000` }),
];

const templates = { stateless, mergeable, general: () => one(general)() };
fs.mkdirSync(folder, { recursive: true });
for (let i = 0; i < count; ++i) {
  const kind = i % 10 < 5 ? 'stateless' : i % 10 < 8 ? 'mergeable' : 'general';
  const { period, query } = templates[kind]();
  const id = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  fs.writeFileSync(path.join(folder, `${kind}-${String(i).padStart(3, '0')}.yaml`), `id: ${id}
name: ${kind} ${i}
description: A rule of the benchmark.
severity: ${one(['Low', 'Medium', 'High'])}
kind: Scheduled
version: 1.0.0
queryFrequency: 1h
queryPeriod: ${period}
triggerOperator: gt
triggerThreshold: 0
tactics: [InitialAccess]
relevantTechniques: [T1078]
query: |
  ${query.split('\n').join('\n  ')}
entityMappings:
  - entityType: ${query.includes('by IPAddress') ? 'IP' : 'Account'}
    fieldMappings:
      - identifier: ${query.includes('by IPAddress') ? 'Address' : 'FullName'}
        columnName: ${query.includes('by IPAddress') ? 'IPAddress' : 'UserPrincipalName'}
${i % 4 === 0 ? 'eventGroupingSettings:\n  aggregationKind: AlertPerResult\n' : ''}`);
}
