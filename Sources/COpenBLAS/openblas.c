#define _GNU_SOURCE
#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Of CBLAS.
enum { row_major = 101, no_transpose = 111, transpose = 112, upper = 121 };

static struct {
    void (*sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
    void (*dgemm)(int, int, int, int, int, int, double, const double *, int, const double *, int, double, double *, int);
    void (*dsyrk)(int, int, int, int, int, double, const double *, int, double, double *, int);
    // Character arguments have hidden length arguments at the end, which gfortran's callers pass as size_t.
    void (*dsyevd)(const char *, const char *, const int *, double *, const int *, double *, double *, const int *, int *,
                   const int *, int *, size_t, size_t);
    void (*set_threads)(int);
    char *(*core)(void);
    char *(*configuration)(void);
    int (*parallel)(void);
} blas;

static const char *const file_name = "libopenblas.so.0";
static const char *const variable = "OPENBLAS_CORETYPE";
static char problem[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

// The kernels that this processor could use, or NULL where only the oldest fit.
static const char *better_kernels(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
    return NULL;
}

static void *find(void *library, const char *name) {
    void *function = dlsym(library, name);
    if (!function && !problem[0])
        snprintf(problem, sizeof problem, "%s has no function %s - install Debian's libopenblas0-pthread", file_name, name);
    return function;
}

static void *open_library(void) {
    void *library = dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
    if (!library) snprintf(problem, sizeof problem, "OpenBLAS cannot be opened: %s - install Debian's libopenblas-dev", dlerror());
    return library;
}

static void open_once(void) {
    void *library = open_library();
    if (!library) return;
    char *(*core)(void) = dlsym(library, "openblas_get_corename");
    const char *better = better_kernels();
    if (core && better && !getenv(variable) && !strcmp(core(), "Prescott")) {
        dlclose(library);
        setenv(variable, better, 1);
        library = open_library();
        unsetenv(variable);
        if (!library) return;
    }
    blas.sgemm = find(library, "cblas_sgemm");
    blas.dgemm = find(library, "cblas_dgemm");
    blas.dsyrk = find(library, "cblas_dsyrk");
    blas.dsyevd = find(library, "dsyevd_");
    blas.set_threads = find(library, "openblas_set_num_threads");
    blas.core = find(library, "openblas_get_corename");
    blas.configuration = find(library, "openblas_get_config");
    blas.parallel = find(library, "openblas_get_parallel");
}

const char *ganzoo_openblas_problem(void) {
    pthread_once(&once, open_once);
    return problem[0] ? problem : NULL;
}

static void need(void) {
    const char *why = ganzoo_openblas_problem();
    if (!why) return;
    fprintf(stderr, "%s\n", why);
    abort();
}

void ganzoo_sgemm(int transposes_a, int transposes_b, int m, int n, int k, float alpha, const float *a, int lda,
                  const float *b, int ldb, float beta, float *c, int ldc) {
    need();
    blas.sgemm(row_major, transposes_a ? transpose : no_transpose, transposes_b ? transpose : no_transpose, m, n, k, alpha, a,
               lda, b, ldb, beta, c, ldc);
}

void ganzoo_dgemm(int transposes_a, int transposes_b, int m, int n, int k, double alpha, const double *a, int lda,
                  const double *b, int ldb, double beta, double *c, int ldc) {
    need();
    blas.dgemm(row_major, transposes_a ? transpose : no_transpose, transposes_b ? transpose : no_transpose, m, n, k, alpha, a,
               lda, b, ldb, beta, c, ldc);
}

void ganzoo_dsyrk_upper(int n, int k, const double *a, double *c) {
    need();
    blas.dsyrk(row_major, upper, transpose, n, k, 1, a, n, 1, c, n);
}

int ganzoo_dsyevd(int wants_vectors, int n, double *a, double *w, double *work, int lwork, int *iwork, int liwork) {
    need();
    int info = 0;
    blas.dsyevd(wants_vectors ? "V" : "N", "U", &n, a, &n, w, work, &lwork, iwork, &liwork, &info, 1, 1);
    return info;
}

void ganzoo_openblas_set_threads(int threads) {
    need();
    blas.set_threads(threads);
}

const char *ganzoo_openblas_core(void) {
    need();
    return blas.core();
}

const char *ganzoo_openblas_configuration(void) {
    need();
    return blas.configuration();
}

int ganzoo_openblas_parallel(void) {
    need();
    return blas.parallel();
}
