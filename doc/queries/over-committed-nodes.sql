-- Nodes whose running guests may use more memory than there is
-- 'committed' above 1: not all of them can have what they were promised. CPUs are often shared; memory is not.
-- example: --param share=0.2
SELECT n.cluster, n.node, count(*) AS guests, sum(g.maxmem) >> 30 AS promised_gib, n.maxmem >> 30 AS gib,
  round(1.0 * sum(g.maxmem) / n.maxmem, 2) AS committed, sum(g.cpus) AS guest_cpus, n.cpus
FROM node n
JOIN guest g ON g.cluster = n.cluster AND g.node = n.node AND g.status = 'running'
GROUP BY n.cluster, n.node
HAVING sum(g.maxmem) > :share * n.maxmem
ORDER BY committed DESC
