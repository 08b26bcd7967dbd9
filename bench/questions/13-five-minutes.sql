SELECT time_bucket(INTERVAL 5 MINUTES, TimeGenerated) AS Time, Location, count(*) AS Count
FROM SigninLogs
GROUP BY ALL;
