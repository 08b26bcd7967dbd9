-- ties: Failures
SELECT UserPrincipalName, count(*) AS Failures
FROM SigninLogs
WHERE TimeGenerated > TIMESTAMP '2025-03-06' AND ResultType <> '0'
GROUP BY UserPrincipalName
ORDER BY Failures DESC
LIMIT 10;
