-- The backend's create_all makes this table and its type; no Alembic revision up to 008 does.
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_enum WHERE enumtypid = 'invitestatus'::regtype AND enumlabel = 'PENDING'
  ) THEN
    CREATE TYPE invitequeuestatus AS ENUM ('PENDING', 'PROCESSING', 'SUCCESS', 'FAILED');
  ELSE
    CREATE TYPE invitequeuestatus AS ENUM
      ('pending', 'processing', 'success', 'failed', 'waiting');
  END IF;
END $$;

CREATE TABLE invite_queue (
  id serial PRIMARY KEY,
  email varchar(100) NOT NULL,
  redeem_code varchar(50),
  linuxdo_user_id integer REFERENCES linuxdo_users (id),
  group_id integer REFERENCES team_groups (id),
  status invitequeuestatus,
  error_message text,
  retry_count integer,
  created_at timestamp,
  processed_at timestamp
);
