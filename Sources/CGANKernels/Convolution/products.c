#include "fused_clones.h"
#include "kernels.h"

// A vector of 64 bytes is one AVX-512 register and two of AVX2: 12 or 16 rows of sums fit the 32 registers of AVX-512,
// 6 rows the 16 registers of AVX2.
#define MAX_ROWS 16
#define CASES CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(8) CASE(12) CASE(16)

/// The number of remaining rows to process next.
INLINE int rowGroup(long rows) {
#if defined(__x86_64__)
    if (rows >= 8 && __builtin_cpu_supports("avx512f")) return rows % 16 == 0 ? 16 : rows >= 12 ? 12 : 8;
#endif
    long groups = (rows + 5) / 6;
    return (int)((rows + groups - 1) / groups);
}

#define REAL float
#define SUFFIX Float
#include "products.inc"
#undef REAL
#undef SUFFIX

#define REAL double
#define SUFFIX Double
#include "products.inc"
