SELECT regexp_extract(UserPrincipalName, '@(.+)$', 1) AS Domain, count(*) AS Count
FROM SigninLogs
GROUP BY Domain;
