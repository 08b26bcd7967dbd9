SELECT Location, count(*) AS Count
FROM SigninLogs
WHERE contains(lower(UserAgent), 'outlook')
GROUP BY Location;
