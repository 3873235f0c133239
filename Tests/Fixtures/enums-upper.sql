-- Revisions 001 to 012: SQLAlchemy stores the names of the Python enum.
CREATE TYPE userrole AS ENUM ('ADMIN', 'OPERATOR', 'VIEWER');
CREATE TYPE invitestatus AS ENUM ('PENDING', 'SUCCESS', 'FAILED');
CREATE TYPE redeemcodetype AS ENUM ('LINUXDO', 'DIRECT');
