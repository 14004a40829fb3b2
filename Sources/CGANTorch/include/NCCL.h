#ifndef CGANTORCH_NCCL_H
#define CGANTORCH_NCCL_H

#include "FusedKernels.h"

// Memory of GPUs that is sent between processes by NCCL, which is opened at run time. A function that fails returns 0 or false, and
// `gt_problem` says why. Nothing here has run on a GPU yet.

enum { GT_NCCL_ID_BYTES = 128 };

/// A part of a GPU's memory.
struct gt_extent {
    uint64_t address;
    size_t bytes;
};

/// Opens NCCL. Only the first call opens, without a finder.
/// - Parameter path: of libnccl.so.2.
/// - Parameter finder: of its functions; NULL for those of the library.
bool gt_nccl_open(const char *_Nonnull path, gt_finder _Nullable finder);
/// 22703 for 2.27.3; 0 if it is not known.
int gt_nccl_version(void);
/// An identity for processes that belong together: `GT_NCCL_ID_BYTES` bytes, made by one of them.
bool gt_nccl_make_id(void *_Nonnull id);
/// Joins `count` processes that call it with equal identities; waits for all of them.
/// - Parameter context: of the process's GPU, by `gt_driver_context`; 0 for the current one.
/// - Returns: what the other functions take; 0 if it failed.
uint64_t gt_nccl_join(const void *_Nonnull id, int rank, int count, uint64_t context);
/// Sends memory to `partner`, and receives from it what it sends, in the order of `stream`. The process `partner` makes the matching call.
bool gt_nccl_exchange(
    uint64_t joined, const struct gt_extent *_Nullable sent, int sent_count, const struct gt_extent *_Nullable received,
    int received_count, int partner, uint64_t stream);
/// Ends what is under way. Called once.
void gt_nccl_leave(uint64_t joined);

#endif
