#include "build_info.h"

const char *invitectl_commit(void) { return INVITECTL_COMMIT; }
