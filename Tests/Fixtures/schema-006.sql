-- What alembic makes up to 006_add_commercial_fields. Timestamps are naive UTC; most columns
-- have no default in the database, because the backend's models supply it.
CREATE TABLE users (
  id serial PRIMARY KEY,
  username varchar(50) NOT NULL UNIQUE,
  email varchar(100) NOT NULL UNIQUE,
  hashed_password varchar(255) NOT NULL,
  role userrole,
  is_active boolean,
  created_at timestamp
);

CREATE TABLE team_groups (
  id serial PRIMARY KEY,
  name varchar(100) NOT NULL UNIQUE,
  description varchar(255),
  color varchar(20),
  created_at timestamp,
  alert_threshold integer
);

CREATE TABLE teams (
  id serial PRIMARY KEY,
  name varchar(100) NOT NULL,
  description text,
  account_id varchar(100) NOT NULL,
  session_token text NOT NULL,
  device_id varchar(100),
  cookie text,
  token_expires_at timestamp,
  max_seats integer,
  is_active boolean,
  created_at timestamp,
  updated_at timestamp,
  group_id integer REFERENCES team_groups (id)
);

CREATE TABLE team_members (
  id serial PRIMARY KEY,
  team_id integer NOT NULL REFERENCES teams (id),
  email varchar(100) NOT NULL,
  name varchar(100),
  role varchar(50),
  chatgpt_user_id varchar(100),
  joined_at timestamp,
  synced_at timestamp,
  is_unauthorized boolean
);

CREATE TABLE linuxdo_users (
  id serial PRIMARY KEY,
  linuxdo_id varchar(50) NOT NULL UNIQUE,
  username varchar(100) NOT NULL,
  name varchar(100),
  email varchar(100),
  trust_level integer,
  avatar_url varchar(500),
  created_at timestamp,
  last_login timestamp
);

CREATE TABLE redeem_codes (
  id serial PRIMARY KEY,
  code varchar(50) NOT NULL UNIQUE,
  code_type redeemcodetype,
  max_uses integer,
  used_count integer,
  expires_at timestamp,
  is_active boolean,
  note varchar(255),
  created_by integer REFERENCES users (id),
  created_at timestamp,
  group_id integer REFERENCES team_groups (id),
  validity_days integer,
  activated_at timestamp,
  bound_email varchar(100)
);

CREATE TABLE invite_records (
  id serial PRIMARY KEY,
  team_id integer NOT NULL REFERENCES teams (id),
  email varchar(100) NOT NULL,
  linuxdo_user_id integer REFERENCES linuxdo_users (id),
  status invitestatus,
  error_message text,
  invited_by integer REFERENCES users (id),
  redeem_code varchar(50),
  batch_id varchar(50),
  created_at timestamp,
  accepted_at timestamp,
  is_rebind boolean
);

CREATE TABLE operation_logs (
  id serial PRIMARY KEY,
  user_id integer REFERENCES users (id),
  team_id integer REFERENCES teams (id),
  action varchar(100) NOT NULL,
  target varchar(255),
  details text,
  ip_address varchar(50),
  created_at timestamp
);

CREATE TABLE system_configs (
  id serial PRIMARY KEY,
  key varchar(100) NOT NULL UNIQUE,
  value text,
  description varchar(255),
  updated_at timestamp
);

CREATE TABLE alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES ('006_add_commercial_fields');
