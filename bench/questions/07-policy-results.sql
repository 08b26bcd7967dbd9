SELECT Policy.displayName AS Name, Policy.result AS Result, count(*) AS Count
FROM (SELECT unnest(ConditionalAccessPolicies) AS Policy FROM SigninLogs)
GROUP BY ALL;
