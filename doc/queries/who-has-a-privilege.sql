-- Users and tokens with a privilege, and where it comes from
-- As the ACL says; a NoAccess further down may take it away again. root@pam may do everything.
-- example: --param privilege=Permissions.Modify
WITH granted AS (
  SELECT a.cluster, a.path, a.type, a.ugid, a.roleid
  FROM acl a
  JOIN role_privilege p ON p.cluster = a.cluster AND p.roleid = a.roleid
  WHERE p.privilege = :privilege
)
SELECT cluster, ugid AS who, path, roleid AS role, NULL AS through FROM granted WHERE type <> 'group'
UNION ALL
SELECT g.cluster, m.userid, g.path, g.roleid, 'group ' || g.ugid
FROM granted g
JOIN user_group_member m ON m.cluster = g.cluster AND m.groupid = g.ugid
WHERE g.type = 'group'
UNION ALL
SELECT cluster, userid, '/', NULL, 'is root' FROM user WHERE userid = 'root@pam'
ORDER BY 1, 2, 3, 4
