// MPI, opened when processes train together.
//
// Open MPI and MPICH have the same functions and other types behind the same names: pointers in the one, numbers in the other. So no
// header of either is used: the few functions are declared here with types that hold both, and the handles are found by the library's own
// description of itself (MPI_Get_library_version).
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Opens a library, unless one is open. Returns NULL, or why it cannot: a text that is valid until the next call.
const char *_Nullable ganzoo_mpi_open(const char *_Nonnull name);
// Starts MPI in the open library, once for a process. Returns NULL, or why it cannot: a text that stays valid.
const char *_Nullable ganzoo_mpi_start(void);
int ganzoo_mpi_rank(void);
int ganzoo_mpi_size(void);
// "Open MPI v4.1.4".
const char *_Nonnull ganzoo_mpi_version(void);

// Sends `sent` to `partner` and receives `received` from it, at the same time. Returns 0; 1 if that took longer than `seconds`; 2 if MPI
// refused, with a text in `ganzoo_mpi_problem`. After 1 and 2 MPI may still use both memories, and a further call could get
// messages of this one.
int ganzoo_mpi_exchange(const void *_Nullable sent, size_t sent_count, void *_Nullable received, size_t received_count, int partner,
                        double seconds);
// The bytes of all processes, one after another; `counts` says how many each has. Returns as `ganzoo_mpi_exchange`; `silent` becomes a
// process that did not answer.
int ganzoo_mpi_gather(const void *_Nullable sent, void *_Nullable received, const size_t *_Nonnull counts, double seconds,
                      int *_Nonnull silent);
const char *_Nonnull ganzoo_mpi_problem(void);

// Ends MPI; all processes call it.
void ganzoo_mpi_finish(void);
// Ends all processes at once.
void ganzoo_mpi_abort(int status);

#ifdef __cplusplus
}
#endif
