// What the build knows of itself. The package manifest defines the macro from git.
#pragma once
#ifndef INVITECTL_COMMIT
#define INVITECTL_COMMIT "unknown"
#endif

/// The commit this was built from, with "-modified" when the tree had changes.
const char *invitectl_commit(void);
