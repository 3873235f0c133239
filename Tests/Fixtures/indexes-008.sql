-- The three indexes of 008_add_composite_indexes, as create_all makes them: not stamped.
CREATE INDEX ix_invite_records_team_status_created
  ON invite_records (team_id, status, created_at);
CREATE INDEX ix_team_members_team_email ON team_members (team_id, email);
DO $$
BEGIN
  IF to_regclass('public.invite_queue') IS NOT NULL THEN
    CREATE INDEX ix_invite_queue_status_group_created
      ON invite_queue (status, group_id, created_at);
  END IF;
END $$;
