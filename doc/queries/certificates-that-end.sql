-- Certificates that end soon
-- example: --param days=60
SELECT cluster, node, filename, subject, notafter
FROM certificate
WHERE notafter < CAST(strftime('%s', 'now') AS INTEGER) + 86400 * :days
ORDER BY notafter, node, filename
