SELECT count(*) AS Groups, sum(Count) AS Events, max(Count) AS Largest, count(*) FILTER (Count > 1) AS Repeated,
       max(First) AS Last
FROM (
  SELECT count(*) AS Count, min(TimeGenerated) AS First
  FROM SigninLogs
  GROUP BY time_bucket(INTERVAL 1 HOUR, TimeGenerated), AppId, UserId, IPAddress, ResultType, ResourceIdentity
);
