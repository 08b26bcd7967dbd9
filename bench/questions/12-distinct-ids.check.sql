-- What the answer is held against: DuckDB's estimate is off by ten per cent and more.
-- tolerance: Ids 0.05
SELECT count(DISTINCT CorrelationId) AS Ids
FROM SigninLogs;
