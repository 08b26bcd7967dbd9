WITH Failing AS (
  SELECT UserId, IPAddress, count(*) AS Failures, max(TimeGenerated) AS LastFailure
  FROM SigninLogs
  WHERE ResultType IN ('50126', '50053')
  GROUP BY UserId, IPAddress
  HAVING Failures >= 5
)
SELECT UserId, IPAddress, Failures, count(*) AS Successes, min(TimeGenerated) AS FirstSuccess
FROM SigninLogs JOIN Failing USING (UserId, IPAddress)
WHERE ResultType = '0' AND TimeGenerated > LastFailure
GROUP BY UserId, IPAddress, Failures;
