-- Of these few values DuckDB counts the exact number as fast as it estimates it.
-- tolerance: Users 0.05
-- threshold: Users 20
SELECT IPAddress, time_bucket(INTERVAL 1 HOUR, TimeGenerated) AS Hour, count(DISTINCT UserId) AS Users,
       count(*) AS Attempts
FROM SigninLogs
WHERE ResultType = '50126'
GROUP BY ALL
HAVING Users >= 20;
