DROP TRIGGER fixture_models ON users;
DROP TRIGGER fixture_models ON teams;
DROP TRIGGER fixture_models ON redeem_codes;
DROP TRIGGER fixture_models ON invite_queue;
DROP FUNCTION fixture_models();
