-- Guests that run, and would not after a restart of their node
SELECT g.cluster, g.vmid, g.name, g.node
FROM guest g
WHERE g.status = 'running' AND g.onboot IS NOT 1 AND coalesce(instr(g.unknown, '"onboot"'), 0) = 0
  AND NOT EXISTS (SELECT 1 FROM ha_resource h WHERE h.cluster = g.cluster AND h.vmid = g.vmid)
ORDER BY g.cluster, g.vmid
