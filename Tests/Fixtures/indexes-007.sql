-- The eight indexes of 007_add_performance_indexes, as create_all makes them: not stamped.
CREATE INDEX ix_team_members_team_id ON team_members (team_id);
CREATE INDEX ix_team_members_email ON team_members (email);
CREATE INDEX ix_invite_records_team_id ON invite_records (team_id);
CREATE INDEX ix_invite_records_email ON invite_records (email);
CREATE INDEX ix_invite_records_status ON invite_records (status);
CREATE INDEX ix_invite_records_created_at ON invite_records (created_at);
CREATE INDEX ix_redeem_codes_bound_email ON redeem_codes (bound_email);
DO $$
BEGIN
  IF to_regclass('public.invite_queue') IS NOT NULL THEN
    CREATE INDEX ix_invite_queue_status ON invite_queue (status);
  END IF;
END $$;
