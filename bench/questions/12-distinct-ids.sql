SELECT approx_count_distinct(CorrelationId) AS Ids
FROM SigninLogs;
