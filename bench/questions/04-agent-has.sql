-- Both conditions ask the same; the first spares DuckDB most of the regular expressions.
SELECT ResultType, count(*) AS Count
FROM SigninLogs
WHERE UserAgent ILIKE '%edg%' AND regexp_matches(UserAgent, '(?i)(^|[^a-z0-9])edg([^a-z0-9]|$)')
GROUP BY ResultType;
