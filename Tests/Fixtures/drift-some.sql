-- A create_all between the two releases: three of the eleven indexes are there already.
CREATE INDEX ix_team_members_email ON team_members (email);
CREATE INDEX ix_invite_records_status ON invite_records (status);
CREATE INDEX ix_team_members_team_email ON team_members (team_id, email);
