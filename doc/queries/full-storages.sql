-- Storages that fill up
-- example: --param share=0.8
SELECT s.cluster, s.storage, CASE WHEN s.shared THEN 'all' ELSE s.node END AS node, s.used, s.total,
  round(1.0 * s.used / s.total, 2) AS share
FROM storage_status s
WHERE s.total > 0 AND s.used > :share * s.total
GROUP BY s.cluster, s.storage, CASE WHEN s.shared THEN '' ELSE s.node END
ORDER BY 6 DESC, s.storage
