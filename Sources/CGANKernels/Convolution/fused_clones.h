// Macros of the convolution kernels: cloning of functions per processor, and names of instances. Unlike
// the element-wise kernels, the products need fused multiply-adds, so they use x86-64-v3 instead of avx2.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define CLONED __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#else
#define CLONED
#endif

#define INLINE static inline __attribute__((always_inline))
#define LANES (64 / (long)sizeof(REAL))
#define JOIN_(name, suffix) name##suffix
#define JOIN(name, suffix) JOIN_(name, suffix)
#define NAMED(name) JOIN(name, SUFFIX)
#define VECTOR NAMED(Vector)
