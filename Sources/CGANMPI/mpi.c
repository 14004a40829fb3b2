#define _GNU_SOURCE
#include "CGANMPI.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

// A communicator or a datatype: a pointer in Open MPI, 32 bits in MPICH, which takes the lower half of the register.
typedef uintptr_t handle;
// A request: a pointer or 32 bits.
typedef union {
    uint64_t whole;
    void *pointer;
    int number;
} request;
// MPI_Status has 20 bytes in MPICH and 24 in Open MPI.
typedef struct {
    uint64_t words[16];
} status;

enum { single_thread_calls = 1, tag = 7, largest_part = 1 << 30 };

static struct {
    int (*get_version)(char *, int *);
    int (*initialized)(int *);
    int (*init_thread)(int *, char ***, int, int *);
    int (*comm_rank)(handle, int *);
    int (*comm_size)(handle, int *);
    int (*comm_set_errhandler)(handle, handle);
    int (*isend)(const void *, int, handle, int, int, handle, request *);
    int (*irecv)(void *, int, handle, int, int, handle, request *);
    int (*test)(request *, int *, status *);
    int (*error_string)(int, char *, int *);
    int (*finalize)(void);
    int (*abort)(handle, int);
    handle world, byte, errors_return;
} mpi;

static char problem[1024];
static char version[8192];
static int rank, size = 1, is_started;
static void *library;
static void *find(const char *name) {
    void *symbol = dlsym(library, name);
    if (!symbol && !problem[0]) snprintf(problem, sizeof problem, "the MPI library has no function %s", name);
    return symbol;
}

static void find_functions(void) {
    mpi.get_version = find("MPI_Get_library_version");
    mpi.initialized = find("MPI_Initialized");
    mpi.init_thread = find("MPI_Init_thread");
    mpi.comm_rank = find("MPI_Comm_rank");
    mpi.comm_size = find("MPI_Comm_size");
    mpi.comm_set_errhandler = find("MPI_Comm_set_errhandler");
    mpi.isend = find("MPI_Isend");
    mpi.irecv = find("MPI_Irecv");
    mpi.test = find("MPI_Test");
    mpi.error_string = find("MPI_Error_string");
    mpi.finalize = find("MPI_Finalize");
    mpi.abort = find("MPI_Abort");
}

static void find_handles(void) {
    int length = 0;
    mpi.get_version(version, &length);
    version[sizeof version - 1] = 0;
    if (strstr(version, "Open MPI")) {
        mpi.world = (handle)find("ompi_mpi_comm_world");
        mpi.byte = (handle)find("ompi_mpi_byte");
        mpi.errors_return = (handle)find("ompi_mpi_errors_return");
    } else if (strstr(version, "MPICH") || strstr(version, "Intel(R) MPI") || strstr(version, "MVAPICH")) {
        // The numbers of MPICH's binary interface, which these have in common.
        mpi.world = 0x44000000;
        mpi.byte = 0x4c00010d;
        mpi.errors_return = 0x54000001;
    } else {
        snprintf(problem, sizeof problem, "this MPI library is neither Open MPI nor MPICH: %.200s", version);
    }
    // "Open MPI v4.1.4, package: …" and "MPICH Version:      4.0.2\nMPICH Release date: …".
    version[strcspn(version, ",\n")] = 0;
}

// mpiexec of MPICH asks its processes to end and does not see to it; one that hangs would stay when all others have ended.
static void end_with_launcher(void) {
    if (getenv("MPI_LOCALRANKID")) prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void start(void) {
    find_functions();
    if (problem[0]) return;
    find_handles();
    if (problem[0]) return;
    int provided = 0, is_initialized = 0;
    mpi.initialized(&is_initialized);
    if (!is_initialized && mpi.init_thread(NULL, NULL, single_thread_calls, &provided)) {
        snprintf(problem, sizeof problem, "MPI did not start");
        return;
    }
    mpi.comm_set_errhandler(mpi.world, mpi.errors_return);
    end_with_launcher();
    mpi.comm_rank(mpi.world, &rank);
    mpi.comm_size(mpi.world, &size);
    is_started = 1;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const char *ganzoo_mpi_open(const char *name) {
    pthread_mutex_lock(&lock);
    // Open MPI's parts look for its symbols among the global ones.
    if (!library) library = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
    const char *reason = library ? NULL : dlerror();
    pthread_mutex_unlock(&lock);
    return reason;
}

const char *ganzoo_mpi_start(void) {
    static int was_tried;
    pthread_mutex_lock(&lock);
    if (!was_tried) start();
    was_tried = 1;
    pthread_mutex_unlock(&lock);
    return problem[0] ? problem : NULL;
}

int ganzoo_mpi_rank(void) { return rank; }
int ganzoo_mpi_size(void) { return size; }
const char *ganzoo_mpi_version(void) { return version; }
const char *ganzoo_mpi_problem(void) { return problem; }

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int failed(int code) {
    char text[4096];
    int length = 0;
    mpi.error_string(code, text, &length);
    snprintf(problem, sizeof problem, "%.900s", text);
    return 2;
}

// Tests the requests until all are complete. A process that waits long gives its processor away: others may compute on it.
// `pending` becomes the index of a request that is not.
static int wait_for(request *requests, bool *is_done, int count, double deadline, int *pending) {
    const struct timespec pause = {.tv_nsec = 50000};
    double start = now();
    for (;;) {
        *pending = -1;
        for (int i = 0; i < count; i++) {
            if (is_done[i]) continue;
            status ignored;
            int flag = 0, code = mpi.test(&requests[i], &flag, &ignored);
            if (code) return failed(code);
            is_done[i] = flag;
            if (!flag && *pending < 0) *pending = i;
        }
        if (*pending < 0) return 0;
        double time = now();
        if (time > deadline) return 1;
        if (time - start < 0.0002) sched_yield();
        else nanosleep(&pause, NULL);
    }
}

static int part(size_t count, size_t offset) {
    size_t rest = count > offset ? count - offset : 0;
    return (int)(rest < largest_part ? rest : largest_part);
}

static int receive(void *place, size_t count, size_t offset, int source, request *made) {
    char *to = (char *)place + (count > offset ? offset : 0);
    return mpi.irecv(to, part(count, offset), mpi.byte, source, tag, mpi.world, made);
}

static int send(const void *place, size_t count, size_t offset, int partner, request *made) {
    const char *from = (const char *)place + (count > offset ? offset : 0);
    return mpi.isend(from, part(count, offset), mpi.byte, partner, tag, mpi.world, made);
}

int ganzoo_mpi_exchange(const void *sent, size_t sent_count, void *received, size_t received_count, int partner, double seconds) {
    const double deadline = now() + seconds;
    size_t longest = sent_count > received_count ? sent_count : received_count;
    for (size_t offset = 0; offset < longest || offset == 0; offset += largest_part) {
        request requests[2] = {{0}, {0}};
        bool is_done[2] = {false, false};
        int code = receive(received, received_count, offset, partner, &requests[0]);
        if (!code) code = send(sent, sent_count, offset, partner, &requests[1]);
        if (code) return failed(code);
        int pending;
        code = wait_for(requests, is_done, 2, deadline, &pending);
        if (code) return code;
    }
    return 0;
}

// One part of each message: to all others, and from all others.
static int gather_part(const void *sent, char *received, const size_t *counts, size_t offset, double deadline, int *silent) {
    request *requests = calloc((size_t)size * 2, sizeof *requests);
    bool *is_done = calloc((size_t)size * 2, sizeof *is_done);
    if (!requests || !is_done) {
        free(requests);
        free(is_done);
        snprintf(problem, sizeof problem, "no memory is left for a message");
        return 2;
    }
    // Each process begins with its neighbor, so that not all send to one.
    int made = 0, code = 0;
    for (int distance = 1; distance < size && !code; distance++) {
        int source = (rank - distance + size) % size;
        size_t start = 0;
        for (int i = 0; i < source; i++) start += counts[i];
        code = receive(received + start, counts[source], offset, source, &requests[made++]);
    }
    for (int distance = 1; distance < size && !code; distance++)
        code = send(sent, counts[rank], offset, (rank + distance) % size, &requests[made++]);
    if (code) {
        code = failed(code);
    } else {
        int pending;
        code = wait_for(requests, is_done, made, deadline, &pending);
        // Receptions come first, so the process is one that sent nothing, if there is one.
        int distance = pending % (size - 1) + 1;
        if (code == 1) *silent = pending < size - 1 ? (rank - distance + size) % size : (rank + distance) % size;
    }
    free(requests);
    free(is_done);
    return code;
}

int ganzoo_mpi_gather(const void *sent, void *received, const size_t *counts, double seconds, int *silent) {
    const double deadline = now() + seconds;
    size_t longest = 0;
    for (int i = 0; i < size; i++)
        if (counts[i] > longest) longest = counts[i];
    for (size_t offset = 0; offset < longest && size > 1; offset += largest_part) {
        int code = gather_part(sent, received, counts, offset, deadline, silent);
        if (code) return code;
    }
    size_t start = 0;
    for (int i = 0; i < rank; i++) start += counts[i];
    if (counts[rank]) memcpy((char *)received + start, sent, counts[rank]);
    return 0;
}

void ganzoo_mpi_finish(void) {
    if (is_started) mpi.finalize();
    is_started = 0;
}

void ganzoo_mpi_abort(int code) {
    if (is_started) mpi.abort(mpi.world, code);
}
