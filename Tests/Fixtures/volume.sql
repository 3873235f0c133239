-- Volumes as live systems have them. Everything follows from the row's number, nothing from
-- chance: the same arguments give the same rows, times relative to the given instant.
CREATE SCHEMA fixture;

-- A spread of 32-bit values without random(): Knuth's multiplicative hash.
CREATE FUNCTION fixture.spread(n bigint, salt bigint, buckets bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((n + salt * 7919) * 2654435761 % 4294967296) * buckets / 4294967296;

-- The label in the case this database has.
CREATE FUNCTION fixture.label(type regtype, name text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT enumlabel FROM pg_enum WHERE enumtypid = type AND upper(enumlabel) = upper(name)
$$;

CREATE FUNCTION fixture.fill_teams(count integer, at timestamp) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO team_groups (name, description, color, created_at, alert_threshold)
  SELECT 'group ' || i, 'made by the fixture', '#1890ff', at - interval '400 days', 10
  FROM generate_series(1, greatest(1, count / 20)) AS i;

  INSERT INTO teams (name, account_id, session_token, cookie, max_seats, is_active, created_at,
    updated_at, group_id)
  SELECT 'team ' || i, 'acct-' || i, 'SECRET-token-' || i, 'SECRET-cookie-' || i, 100, i % 10 <> 0,
    at - interval '400 days', at - interval '1 day',
    CASE WHEN i % 7 <> 0 THEN (
      SELECT min(id) FROM team_groups WHERE name LIKE 'group %'
    ) + i % greatest(1, count / 20) END
  FROM generate_series(1, count) AS i;

  -- Between 20 and 99 of 100 seats are taken.
  INSERT INTO team_members (team_id, email, name, role, chatgpt_user_id, joined_at, synced_at,
    is_unauthorized)
  SELECT t.id, 'member' || t.id || '.' || m || '@example.com', 'Member ' || m, 'standard-user',
    'user-' || t.id || '-' || m, at - interval '1 day' * (m % 300), at - interval '1 hour',
    m % 50 = 0
  FROM teams AS t
  CROSS JOIN LATERAL generate_series(1, 20 + fixture.spread(t.id, 1, 80)::integer) AS m
  WHERE t.account_id LIKE 'acct-%' AND t.name LIKE 'team %';
$$;

-- Of each hundred codes: 6 inactive, 6 expired, 10 used up, 2 unlimited, 1 of NULLs; of the
-- others half are direct, half linuxdo, and of the linuxdo ones half are bound to an email.
CREATE FUNCTION fixture.fill_codes(count integer, at timestamp) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO redeem_codes (code, code_type, max_uses, used_count, expires_at, is_active, note,
    created_at, group_id, validity_days, activated_at, bound_email)
  SELECT 'V' || lpad(upper(to_hex(i)), 9, '0'),
    fixture.label('redeemcodetype', CASE WHEN bound OR i % 2 = 1 THEN 'LINUXDO' ELSE 'DIRECT' END)
      ::redeemcodetype,
    CASE WHEN kind = 24 THEN NULL WHEN kind IN (22, 23) THEN 0 WHEN bound THEN 1 ELSE uses END,
    CASE WHEN kind = 24 THEN NULL WHEN kind BETWEEN 12 AND 21 AND NOT bound THEN uses
      WHEN bound THEN 1 ELSE fixture.spread(i, 3, uses) END,
    CASE WHEN kind BETWEEN 6 AND 11 THEN at - interval '1 day' * (1 + i % 90)
      WHEN i % 3 <> 0 THEN at + interval '1 day' * (1 + i % 365) END,
    CASE WHEN kind = 24 THEN NULL ELSE kind >= 6 END,
    CASE WHEN i % 4 = 0 THEN 'batch ' || i / 1000 END,
    at - interval '1 minute' * (i % 500000),
    CASE WHEN i % 5 = 0 THEN (SELECT min(id) FROM team_groups) END,
    CASE WHEN bound OR i % 2 = 1 THEN 30 END,
    CASE WHEN bound THEN at - interval '1 hour' * (i % 960) END,
    CASE WHEN bound THEN 'user' || i || '@example.com' END
  FROM (
    SELECT i, fixture.spread(i, 2, 100) AS kind, 1 + fixture.spread(i, 4, 50) AS uses,
      i % 4 = 3 AND fixture.spread(i, 2, 100) NOT IN (22, 23, 24) AS bound
    FROM generate_series(1, count) AS i
  ) AS c;
$$;

-- 85 % success, 10 % failed, 5 % pending, evenly over the last 400 days.
CREATE FUNCTION fixture.fill_records(count integer, at timestamp) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  first_team integer; team_count integer; code_count integer;
  success invitestatus := fixture.label('invitestatus', 'SUCCESS');
  failed invitestatus := fixture.label('invitestatus', 'FAILED');
  pending invitestatus := fixture.label('invitestatus', 'PENDING');
BEGIN
  SELECT min(id), count(*) INTO first_team, team_count FROM teams WHERE name LIKE 'team %';
  SELECT greatest(1, count(*)) INTO code_count FROM redeem_codes WHERE code LIKE 'V%';
  INSERT INTO invite_records (team_id, email, status, error_message, redeem_code, batch_id,
    created_at, accepted_at, is_rebind)
  SELECT first_team + team, 'user' || email || '@example.com',
    CASE WHEN kind < 85 THEN success WHEN kind < 95 THEN failed ELSE pending END,
    CASE WHEN kind >= 85 AND kind < 95 THEN 'team is full' END,
    'V' || lpad(upper(to_hex(1 + i % code_count)), 9, '0'),
    CASE WHEN i % 10 = 0 THEN 'batch-' || i / 1000 END,
    created, CASE WHEN kind < 85 THEN created + interval '1 hour' END, i % 40 = 0
  FROM (
    SELECT i, fixture.spread(i, 5, team_count)::integer AS team, fixture.spread(i, 6, count) AS email,
      fixture.spread(i, 7, 100) AS kind,
      at - interval '400 days' * ((count - i + 1)::float8 / count) AS created
    FROM generate_series(1, count) AS i
  ) AS r;
END $$;

-- 60 % success, 20 % failed, 15 % pending, 5 % processing, over the last 120 days; what is
-- done was done a minute after it came.
CREATE FUNCTION fixture.fill_queue(count integer, at timestamp) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE -- as text: the type need not exist when this function is made
  success text := fixture.label('invitequeuestatus', 'SUCCESS');
  failed text := fixture.label('invitequeuestatus', 'FAILED');
  pending text := fixture.label('invitequeuestatus', 'PENDING');
  processing text := fixture.label('invitequeuestatus', 'PROCESSING');
BEGIN
  INSERT INTO invite_queue (email, redeem_code, group_id, status, error_message, retry_count,
    created_at, processed_at)
  SELECT 'queued' || i || '@example.com', 'V' || lpad(upper(to_hex(1 + i % 1000)), 9, '0'), NULL,
    (CASE WHEN kind < 60 THEN success WHEN kind < 80 THEN failed
      WHEN kind < 95 THEN pending ELSE processing END)::invitequeuestatus,
    CASE WHEN kind >= 60 AND kind < 80 THEN 'no available team' END,
    CASE WHEN kind >= 60 AND kind < 80 THEN 3 ELSE 0 END,
    created, CASE WHEN kind < 80 THEN created + interval '1 minute' END
  FROM (
    SELECT i, fixture.spread(i, 8, 100) AS kind,
      at - interval '120 days' * ((count - i + 1)::float8 / count) AS created
    FROM generate_series(1, count) AS i
  ) AS q;
END $$;

-- Everything in proportion to the invite records. The queue is left out where it is no table.
CREATE FUNCTION fixture.fill(
  records integer, codes integer DEFAULT NULL, queue integer DEFAULT NULL,
  at timestamp DEFAULT date_trunc('hour', now() AT TIME ZONE 'utc')
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  -- The rows refer to what was just made: a superuser need not have that looked up row by row.
  IF current_setting('is_superuser') = 'on' THEN
    SET LOCAL session_replication_role = replica;
  END IF;
  PERFORM fixture.fill_teams(least(2000, greatest(20, records / 1000)), at);
  PERFORM fixture.fill_codes(coalesce(codes, greatest(100, records / 10)), at);
  PERFORM fixture.fill_records(records, at);
  IF to_regclass('public.invite_queue') IS NOT NULL THEN
    PERFORM fixture.fill_queue(coalesce(queue, records / 20), at);
  END IF;
  IF current_setting('is_superuser') = 'on' THEN
    SET LOCAL session_replication_role = origin;
  END IF;
END $$;
