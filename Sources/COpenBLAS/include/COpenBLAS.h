// OpenBLAS, opened when it is first used.
//
// OpenBLAS chooses its kernels when it is loaded, from the processor or from OPENBLAS_CORETYPE. A release takes processors that are newer
// than itself for the oldest of all (Prescott), and its products then take several times as long. A library that a program links is
// loaded before any code of ours runs. So it is not linked: it is opened here, and opened again with better kernels where it took
// the processor for the oldest. Programs and libraries alike so compute the same bits on one machine.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Opens OpenBLAS. Returns NULL, or why it cannot be opened: a text that stays valid. Safe from any thread; the first call counts.
const char *_Nullable ganzoo_openblas_problem(void);

// Every function below opens OpenBLAS, and ends the process in words where that fails: call `ganzoo_openblas_problem` before.

// c[m, n] = alpha · op(a) · op(b) + beta · c, row-major; `transposes` says whether op is the transpose.
void ganzoo_sgemm(int transposes_a, int transposes_b, int m, int n, int k, float alpha, const float *_Nonnull a, int lda,
                  const float *_Nonnull b, int ldb, float beta, float *_Nonnull c, int ldc);
void ganzoo_dgemm(int transposes_a, int transposes_b, int m, int n, int k, double alpha, const double *_Nonnull a, int lda,
                  const double *_Nonnull b, int ldb, double beta, double *_Nonnull c, int ldc);

// The upper triangle of c[n, n] += aᵀ · a for a[k, n], row-major.
void ganzoo_dsyrk_upper(int n, int k, const double *_Nonnull a, double *_Nonnull c);

// LAPACK's dsyevd on the upper triangle (column-major) of a[n, n]: eigenvalues, ascending, in w, and eigenvectors in a where
// `wants_vectors`. Returns LAPACK's info: 0 for success.
int ganzoo_dsyevd(int wants_vectors, int n, double *_Nonnull a, double *_Nonnull w, double *_Nonnull work, int lwork,
                  int *_Nonnull iwork, int liwork);

void ganzoo_openblas_set_threads(int threads);
// The kernels in use, such as "Zen", and how the library was built.
const char *_Nonnull ganzoo_openblas_core(void);
const char *_Nonnull ganzoo_openblas_configuration(void);
// 0 sequential, 1 threads of its own, 2 OpenMP.
int ganzoo_openblas_parallel(void);

#ifdef __cplusplus
}
#endif
