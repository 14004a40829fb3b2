#include "fused_clones.h"
#include "kernels.h"

#define REAL float
#define SUFFIX Float
#include "lanes.inc"
#undef REAL
#undef SUFFIX

#define REAL double
#define SUFFIX Double
#include "lanes.inc"
