#include "CGANKernels.h"
#include "clones.h"

#include <string.h>

#define TEMPLATE "resampling.inc"
#include "each_type.h"
