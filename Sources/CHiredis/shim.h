// hiredis' own header. Only the argv forms are used: its variadic functions do not import,
// which also rules out format injection.
#pragma once
#include <hiredis/hiredis.h>
