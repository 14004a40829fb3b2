#ifndef GANKERNELS_CLONES_H
#define GANKERNELS_CLONES_H

// Every kernel is compiled for several instruction sets; the best one is selected when the program starts. Without contraction into
// fused multiply-adds, and with sums in lanes that the source spells out, all of them give the same bits.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// Each .inc file is included once with REAL float and once with REAL double; NAME(x) is gk_x_f32 or gk_x_f64, and
// MATH(x) the C library's function for the type.
#define PASTE_(a, b, c) a##b##c
#define PASTE(a, b, c) PASTE_(a, b, c)
#define NAME(x) PASTE(gk_, x, SUFFIX)

#endif
