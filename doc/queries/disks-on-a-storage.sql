-- Disks on a storage
-- example: --param storage=local-zfs
SELECT d.cluster, d.vmid, g.name, g.node, d.slot, d.size, d.file
FROM guest_disk d
JOIN guest g ON g.cluster = d.cluster AND g.vmid = d.vmid
WHERE d.storage = :storage
ORDER BY d.size DESC, d.vmid, d.slot
