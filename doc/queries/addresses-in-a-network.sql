-- Guests with an address in a network
-- Addresses that the configuration gives (containers, cloud-init).
-- example: --param network=192.0.2.0/24
SELECT n.cluster, n.vmid, g.name, n.slot, n.ip, n.ip6, n.gw
FROM guest_nic n
JOIN guest g ON g.cluster = n.cluster AND g.vmid = n.vmid
WHERE ip_in(n.ip, :network) OR ip_in(n.ip6, :network)
ORDER BY n.cluster, n.vmid, n.slot
