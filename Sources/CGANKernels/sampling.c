#include "CGANKernels.h"
#include "clones.h"

#include <math.h>
#include <string.h>

#define TEMPLATE "sampling.inc"
#include "each_type.h"
