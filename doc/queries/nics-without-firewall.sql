-- NICs of running guests that the firewall does not filter
-- It filters when it is on for the datacenter, for the guest, and for the NIC.
SELECT n.cluster, n.vmid, g.name, n.slot, n.bridge, n.tag,
  CASE WHEN c.enable IS NOT 1 THEN 'datacenter' WHEN o.enable IS NOT 1 THEN 'guest' ELSE 'NIC' END AS off_for
FROM guest_nic n
JOIN guest g ON g.cluster = n.cluster AND g.vmid = n.vmid AND g.status = 'running'
LEFT JOIN firewall_options c ON c.cluster = n.cluster AND c.scope = 'cluster'
LEFT JOIN firewall_options o ON o.cluster = n.cluster AND o.scope = 'guest' AND o.vmid = n.vmid
WHERE c.enable IS NOT 1 OR o.enable IS NOT 1 OR n.firewall IS NOT 1
ORDER BY n.cluster, n.vmid, n.slot
