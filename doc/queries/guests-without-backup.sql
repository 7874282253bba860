-- Guests that no backup job covers
-- Templates apart. A job that is disabled, or leaves out all disks of the guest, does not count. Where jobs
-- or what they include were not read (level detailed does), that is said: such a guest may have a backup.
SELECT g.cluster, g.vmid, g.name, g.type, g.node, g.pool,
  iif(EXISTS (
      SELECT 1
      FROM outcome o
      WHERE o.cluster = g.cluster AND o.read IN ('backup_jobs', 'backup_volumes')
        AND o.outcome NOT IN ('ok', 'empty')),
    'unknown: not all jobs were read', 'no job') AS why
FROM guest g
WHERE g.template IS NOT 1
  AND NOT EXISTS (
    SELECT 1
    FROM backup_volume v
    JOIN backup_job j ON j.cluster = v.cluster AND j.id = v.id
    WHERE v.cluster = g.cluster AND v.vmid = g.vmid AND v.included = 1 AND j.enabled IS NOT 0)
ORDER BY g.cluster, g.vmid
