#include "fused_clones.h"
#include "kernels.h"

// Products and sums are rounded separately, so that all clones give the same bits.
#pragma STDC FP_CONTRACT OFF

#define REAL float
#define SUFFIX Float
#include "winograd.inc"
#undef REAL
#undef SUFFIX

#define REAL double
#define SUFFIX Double
#include "winograd.inc"
