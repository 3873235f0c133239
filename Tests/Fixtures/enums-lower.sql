-- Revision 013 recreates the types in lower case; a later one adds reserved.
CREATE TYPE userrole AS ENUM ('admin', 'operator', 'viewer');
CREATE TYPE invitestatus AS ENUM ('pending', 'success', 'failed', 'reserved');
CREATE TYPE redeemcodetype AS ENUM ('linuxdo', 'direct');
