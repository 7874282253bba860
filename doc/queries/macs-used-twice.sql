-- MAC addresses that several NICs have
SELECT mac, count(*) AS nics, group_concat(cluster || '/' || vmid || '/' || slot, ' ') AS where_used
FROM (SELECT cluster, vmid, slot, upper(mac) AS mac FROM guest_nic ORDER BY cluster, vmid, slot)
WHERE mac IS NOT NULL
GROUP BY mac
HAVING count(*) > 1
ORDER BY mac
