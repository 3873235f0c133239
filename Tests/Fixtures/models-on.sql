-- What the backend's models fill in, for rows that are inserted without them: since 009 columns
-- that a row of 008 does not name. Each database has some of the columns; NULLs that were named
-- cannot be told from what was left out, so only columns are listed that no fixture names.
CREATE FUNCTION fixture_models() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN jsonb_populate_record(NEW, tg_argv[0]::jsonb || jsonb_strip_nulls(to_jsonb(NEW)));
END $$;
CREATE TRIGGER fixture_models BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION
  fixture_models('{"approval_status": "approved"}');
CREATE TRIGGER fixture_models BEFORE INSERT ON teams FOR EACH ROW EXECUTE FUNCTION
  fixture_models('{"status": "active"}');
CREATE TRIGGER fixture_models BEFORE INSERT ON redeem_codes FOR EACH ROW EXECUTE FUNCTION
  fixture_models('{"rebind_count": 0, "rebind_limit": 1, "status": "bound",
    "removal_retry_count": 0}');
CREATE TRIGGER fixture_models BEFORE INSERT ON invite_queue FOR EACH ROW EXECUTE FUNCTION
  fixture_models('{"is_rebind": false, "consume_immediately": true}');
