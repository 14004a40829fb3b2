#include "CGANKernels.h"
#include "clones.h"

#define TEMPLATE "thin.inc"
#include "each_type.h"
