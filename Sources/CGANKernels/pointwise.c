#include "CGANKernels.h"
#include "clones.h"

#include <math.h>
#include <stdbool.h>

#define TEMPLATE "pointwise.inc"
#include "each_type.h"
