// What the convolution kernels share: how functions are cloned per processor, and the names of their instances. Unlike
// the element-wise kernels next door, the products want fused multiply-adds, hence x86-64-v3 where those say avx2.
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
