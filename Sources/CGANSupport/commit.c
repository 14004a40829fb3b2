#include "CGANSupport.h"

// Written by the build into the target BuildStamp, which no other target depends on.
extern const char *ganzoo_build_commit(void) __attribute__((weak));

const char *ganzoo_commit(void) { return ganzoo_build_commit ? ganzoo_build_commit() : "unknown"; }
