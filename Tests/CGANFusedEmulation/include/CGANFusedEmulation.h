#ifndef CGANFUSEDEMULATION_H
#define CGANFUSEDEMULATION_H

#include <stdbool.h>

/// Runs a fused kernel on the processor: block by block and thread by thread, as the GPU would in some order.
/// - Parameters:
///   - name: of the function, such as `resample_32`.
///   - isReversed: the last block and thread first. Results must not depend on it.
/// - Returns: false if there is no such kernel.
bool ge_launch(const char *_Nonnull name, unsigned blocks, unsigned threads, const void *_Nonnull arguments, bool isReversed);

/// A driver of CUDA that launches the kernels on the processor: its function of this name, or NULL. A module is the cubin that it was
/// made from, which is checked to be one for the GPU that this driver says to have, of capability 9.0.
void *_Nullable ge_driver(const char *_Nonnull name);

/// A NCCL between threads of this process, whose memory is the host's: its function of this name, or NULL. Streams are 0.
void *_Nullable ge_nccl(const char *_Nonnull name);

#endif
