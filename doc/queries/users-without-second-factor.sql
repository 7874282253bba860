-- Users that log in with a password alone
SELECT u.cluster, u.userid, u.realm, u.email, u.comment
FROM user u
WHERE u.enable = 1
  AND NOT EXISTS (
    SELECT 1 FROM tfa t WHERE t.cluster = u.cluster AND t.userid = u.userid AND t.enable = 1)
ORDER BY u.cluster, u.userid
