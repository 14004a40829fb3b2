#include "CGANKernels.h"
#include "clones.h"

#include <math.h>

#define TEMPLATE "reduction.inc"
#include "each_type.h"
