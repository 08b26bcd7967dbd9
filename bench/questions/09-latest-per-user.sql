-- The quickest of the ways tried: QUALIFY takes the same time, arg_max by column and DISTINCT ON fifteen times as long.
SELECT count(*) AS Users, max(TimeGenerated) AS Latest,
       sum(length(UserPrincipalName)), sum(length(UserDisplayName)), sum(length(UserAgent)),
       sum(length(AppDisplayName)), sum(length(ResourceDisplayName)), sum(length(IPAddress)),
       sum(length(Location)), sum(length(ResultType)), sum(length(ConditionalAccessStatus)),
       sum(length(DeviceDetail.operatingSystem)), sum(length(DeviceDetail.browser)), sum(length(LocationDetails.city)),
       sum(len(ConditionalAccessPolicies))
FROM SigninLogs
WHERE rowid IN (SELECT arg_max(rowid, TimeGenerated) FROM SigninLogs GROUP BY UserId);
