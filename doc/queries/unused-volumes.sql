-- Volumes that no guest uses
-- Disks that a guest keeps as unused0, unused1 …, and volumes that no configuration names. Look twice before
-- you delete one: a snapshot of a guest, or a clone, may need it. Needs snapshots of level detailed.
SELECT v.cluster, v.storage, v.home, v.volid, v.size, v.vmid, d.slot AS kept_as
FROM volume v
LEFT JOIN guest_disk d ON d.cluster = v.cluster AND d.file = v.volid
WHERE v.content IN ('images', 'rootdir')
  AND (d.slot IS NULL OR d.slot LIKE 'unused%')
  AND NOT EXISTS (SELECT 1 FROM guest g WHERE g.cluster = v.cluster AND g.vmid = v.vmid AND g.vmstate = v.volid)
ORDER BY v.size DESC, v.volid
