#include <cblas.h>

// Debian's OpenBLAS carries LAPACK under its Fortran names and ships no LAPACKE header, so the routines in use are
// declared here. Character arguments have hidden length arguments at the end, which gfortran's callers pass as size_t.

/// Eigenvalues and eigenvectors of a real symmetric matrix, divide and conquer.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, unsigned long jobz_length,
             unsigned long uplo_length);
