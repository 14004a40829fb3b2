#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "NCCL.h"
#include "problem.h"

typedef void *handle;
typedef int outcome;  // 0: success
typedef struct {
    char bytes[GT_NCCL_ID_BYTES];
} identity;

enum { bytes_type = 1 };  // ncclUint8

#define FUNCTIONS(X)                                                  \
    X(outcome, ncclGetVersion, (int *))                               \
    X(const char *, ncclGetErrorString, (outcome))                    \
    X(outcome, ncclGetUniqueId, (identity *))                         \
    X(outcome, ncclCommInitRank, (handle *, int, identity, int))      \
    X(outcome, ncclCommGetAsyncError, (handle, outcome *))            \
    X(outcome, ncclGroupStart, (void))                                \
    X(outcome, ncclGroupEnd, (void))                                  \
    X(outcome, ncclSend, (const void *, size_t, int, int, handle, handle)) \
    X(outcome, ncclRecv, (void *, size_t, int, int, handle, handle))  \
    X(outcome, ncclCommAbort, (handle))

#define DECLARE(type, name, arguments) static type(*name) arguments;
FUNCTIONS(DECLARE)

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static void *library;

static void *in_library(const char *name) { return dlsym(library, name); }

static bool succeeded(outcome code, const char *what) {
    return !code || gt_fail("%s: %s (error %d)", what, ncclGetErrorString(code), code);
}

static bool resolve(gt_finder finder, const char *path) {
#define RESOLVE(type, name, arguments) \
    if (!(*(void **)&name = finder(#name))) return gt_fail("%s has no function %s", path, #name);
    FUNCTIONS(RESOLVE)
    return true;
}

static bool is_opened(const char *path) {
    if (!library) library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    return library || gt_fail("%s", dlerror());
}

bool gt_nccl_open(const char *path, gt_finder finder) {
    pthread_mutex_lock(&opening);
    bool isOpen = finder ? resolve(finder, path) : is_opened(path) && resolve(in_library, path);
    if (!isOpen && library) {
        // Another library may have all functions.
        dlclose(library);
        library = NULL;
    }
    pthread_mutex_unlock(&opening);
    return isOpen;
}

int gt_nccl_version(void) {
    int version = 0;
    return ncclGetVersion(&version) ? 0 : version;
}

bool gt_nccl_make_id(void *id) {
    identity made;
    if (!succeeded(ncclGetUniqueId(&made), "ncclGetUniqueId")) return false;
    memcpy(id, &made, sizeof made);
    return true;
}

uint64_t gt_nccl_join(const void *id, int rank, int count, uint64_t context) {
    identity shared;
    memcpy(&shared, id, sizeof shared);
    handle joined;
    if (context && !gt_driver_use(context)) return 0;
    if (!succeeded(ncclCommInitRank(&joined, count, shared, rank), "ncclCommInitRank")) return 0;
    return (uint64_t)(uintptr_t)joined;
}

static handle pointer(uint64_t number) { return (handle)(uintptr_t)number; }

static bool enqueue(
    handle joined, const struct gt_extent *sent, int sent_count, const struct gt_extent *received, int received_count, int partner,
    handle stream) {
    for (int i = 0; i < sent_count; i++)
        if (!succeeded(ncclSend(pointer(sent[i].address), sent[i].bytes, bytes_type, partner, joined, stream), "ncclSend"))
            return false;
    for (int i = 0; i < received_count; i++)
        if (!succeeded(ncclRecv(pointer(received[i].address), received[i].bytes, bytes_type, partner, joined, stream), "ncclRecv"))
            return false;
    return true;
}

bool gt_nccl_exchange(
    uint64_t joined, const struct gt_extent *sent, int sent_count, const struct gt_extent *received, int received_count,
    int partner, uint64_t stream) {
    if (!succeeded(ncclGroupStart(), "ncclGroupStart")) return false;
    bool isEnqueued = enqueue(pointer(joined), sent, sent_count, received, received_count, partner, pointer(stream));
    // A group that was begun is ended, whatever happened in it.
    outcome end = ncclGroupEnd(), late = 0;
    if (!isEnqueued || !succeeded(end, "ncclGroupEnd")) return false;
    return succeeded(ncclCommGetAsyncError(pointer(joined), &late), "ncclCommGetAsyncError") && succeeded(late, "NCCL");
}

void gt_nccl_leave(uint64_t joined) { ncclCommAbort(pointer(joined)); }
