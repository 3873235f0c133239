"""InviteHub after revision 008: its later workers, web path and jobs, as peers for tests."""
