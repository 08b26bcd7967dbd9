SELECT TimeGenerated, UserPrincipalName, AppDisplayName, IPAddress, Location, ResultType, UserAgent, CorrelationId
FROM SigninLogs
ORDER BY TimeGenerated DESC
LIMIT 100;
