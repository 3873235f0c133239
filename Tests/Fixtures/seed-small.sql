-- Two groups, four teams, and one code of each kind. Labels fit either case of the enums.
INSERT INTO users (username, email, hashed_password, role, is_active, created_at)
VALUES ('admin', 'admin@example.com', 'not-a-hash', (SELECT (enum_range(NULL::userrole))[1]), true,
  now() AT TIME ZONE 'utc');

INSERT INTO team_groups (name, description, color, created_at, alert_threshold)
VALUES
  ('alpha', 'first group', '#1890ff', now() AT TIME ZONE 'utc', 5),
  ('beta', 'second group', '#52c41a', now() AT TIME ZONE 'utc', 5);

-- One free seat in gamma, none in full; closed is not active any more.
INSERT INTO teams (name, account_id, session_token, cookie, max_seats, is_active, created_at,
  updated_at, group_id)
SELECT name, 'acct-' || name, 'SECRET-token-' || name, 'SECRET-cookie-' || name, seats, active,
  now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc',
  (SELECT id FROM team_groups AS g WHERE g.name = grp)
FROM (
  VALUES ('roomy', 100, true, 'alpha'), ('gamma', 3, true, 'beta'), ('full', 2, true, 'beta'),
    ('closed', 50, false, 'alpha')
) AS t (name, seats, active, grp);

INSERT INTO team_members (team_id, email, name, role, joined_at, synced_at, is_unauthorized)
SELECT (SELECT id FROM teams AS t WHERE t.name = team), email, email, 'member',
  now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc', false
FROM (
  VALUES ('gamma', 'm1@example.com'), ('gamma', 'm2@example.com'), ('full', 'm3@example.com'),
    ('full', 'm4@example.com')
) AS m (team, email);

INSERT INTO redeem_codes (code, code_type, max_uses, used_count, expires_at, is_active, created_at,
  group_id, validity_days, activated_at, bound_email)
SELECT code,
  -- The first label is linuxdo, the second direct, in either case.
  (enum_range(NULL::redeemcodetype))[CASE kind WHEN 'direct' THEN 2 ELSE 1 END],
  max_uses, used, now() AT TIME ZONE 'utc' + expires, active, now() AT TIME ZONE 'utc',
  (SELECT id FROM team_groups AS g WHERE g.name = grp), days,
  now() AT TIME ZONE 'utc' - activated, bound
FROM (
  VALUES
    ('DIRECT10', 'direct', 10, 0, interval '30 days', true, NULL, NULL, NULL::interval, NULL),
    ('DIRECTFOREVER', 'direct', 10, 0, NULL, true, NULL, NULL, NULL, NULL),
    ('DIRECTHALF', 'direct', 10, 5, '30 days', true, NULL, NULL, NULL, NULL),
    ('DIRECTBETA', 'direct', 10, 0, '30 days', true, 'beta', NULL, NULL, NULL),
    ('DIRECTUSEDUP', 'direct', 3, 3, '30 days', true, NULL, NULL, NULL, NULL),
    ('DIRECTEXPIRED', 'direct', 10, 2, '-1 days', true, NULL, NULL, NULL, NULL),
    ('DIRECTINACTIVE', 'direct', 10, 0, '30 days', false, NULL, NULL, NULL, NULL),
    ('DIRECTUNLIMITED', 'direct', 0, 7, '30 days', true, NULL, NULL, NULL, NULL),
    ('DIRECTNULLS', 'direct', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('LINUXDO5', 'linuxdo', 5, 0, '30 days', true, NULL, 30, NULL, NULL),
    ('LINUXDOBOUND', 'linuxdo', 5, 1, '30 days', true, NULL, 30, '5 days', 'bound@example.com'),
    ('LINUXDOLAPSED', 'linuxdo', 5, 1, '30 days', true, NULL, 30, '31 days', 'lapsed@example.com'),
    ('LINUXDOREBIND', 'linuxdo', 5, 1, '30 days', true, 'alpha', 30, '5 days',
      'rebind@example.com')
) AS c (code, kind, max_uses, used, expires, active, grp, days, activated, bound);

-- A rebind is allowed for the one whose team was closed, and not for the one in roomy.
INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, accepted_at, is_rebind)
SELECT (SELECT id FROM teams AS t WHERE t.name = team), email,
  (SELECT s FROM unnest(enum_range(NULL::invitestatus)) AS s WHERE upper(s::text) = 'SUCCESS'),
  code, now() AT TIME ZONE 'utc' - interval '5 days', now() AT TIME ZONE 'utc' - interval '5 days',
  false
FROM (
  VALUES ('closed', 'rebind@example.com', 'LINUXDOREBIND'),
    ('roomy', 'bound@example.com', 'LINUXDOBOUND')
) AS r (team, email, code);
