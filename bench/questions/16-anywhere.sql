SELECT Location, count(*) AS Count
FROM SigninLogs
WHERE contains(lower(UserPrincipalName), 'quay') OR contains(lower(AppDisplayName), 'quay')
   OR contains(lower(IPAddress), 'quay') OR contains(lower(UserAgent), 'quay')
   OR contains(lower(ResourceDisplayName), 'quay')
GROUP BY Location;
