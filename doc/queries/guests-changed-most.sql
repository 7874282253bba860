-- Guests that changed most often
-- Over the whole history: guest_history has a row for each version, so one less than that many changes.
SELECT h.cluster, h.vmid, g.name, count(*) - 1 AS changes,
  strftime('%Y-%m-%dT%H:%M:%SZ', max(s.taken), 'unixepoch') AS last_change
FROM guest_history h
JOIN guest g ON g.cluster = h.cluster AND g.vmid = h.vmid
JOIN snapshot s ON s.cluster = h.cluster AND s.id = h.since
GROUP BY h.cluster, h.vmid
HAVING count(*) > 1
ORDER BY changes DESC, h.vmid
