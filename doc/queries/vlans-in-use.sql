-- VLANs in use, and by which guests
-- A NIC without a tag is in the bridge's untagged network, shown as 0; trunks count for each VLAN they name.
WITH member AS (
  SELECT cluster, bridge, coalesce(tag, 0) AS vlan, vmid FROM guest_nic WHERE bridge IS NOT NULL
  UNION
  SELECT n.cluster, n.bridge, CAST(item.value AS INTEGER), n.vmid
  FROM guest_nic n, json_each(n.trunks) item
  WHERE n.bridge IS NOT NULL
)
SELECT m.cluster, m.vlan, m.bridge, count(DISTINCT m.vmid) AS guests, group_concat(DISTINCT g.name) AS names
FROM member m
JOIN guest g ON g.cluster = m.cluster AND g.vmid = m.vmid
GROUP BY m.cluster, m.vlan, m.bridge
ORDER BY m.cluster, m.vlan, m.bridge
