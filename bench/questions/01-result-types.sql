SELECT ResultType, count(*) AS Count
FROM SigninLogs
GROUP BY ResultType;
