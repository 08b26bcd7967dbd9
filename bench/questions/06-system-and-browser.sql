SELECT DeviceDetail.operatingSystem AS System, DeviceDetail.browser AS Browser, count(*) AS Count
FROM SigninLogs
GROUP BY ALL;
