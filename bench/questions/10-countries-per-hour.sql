SELECT UserId, time_bucket(INTERVAL 1 HOUR, TimeGenerated) AS Hour, list(DISTINCT Location) AS Countries
FROM SigninLogs
GROUP BY ALL
HAVING len(Countries) >= 2;
