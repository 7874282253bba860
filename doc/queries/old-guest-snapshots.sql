-- Snapshots of guests that were forgotten
-- Needs snapshots of level detailed.
-- example: --param days=30
SELECT s.cluster, s.vmid, g.name AS guest, s.name, s.snaptime, s.description
FROM guest_snapshot s
JOIN guest g ON g.cluster = s.cluster AND g.vmid = s.vmid
WHERE s.snaptime < CAST(strftime('%s', 'now') AS INTEGER) - 86400 * :days
ORDER BY s.snaptime, s.vmid
