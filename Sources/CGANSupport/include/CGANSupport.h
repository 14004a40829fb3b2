#ifndef CGANSUPPORT_H
#define CGANSUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "ganzoo_component_records.h"

/// A fork-join pool. Workers spin briefly for the next job and then park, so that a run of short kernels joins in about
/// a microsecond while an idle program uses no processor.
typedef struct ganzoo_pool ganzoo_pool;

/// Creates a pool of `threads` threads, including the caller's. Returns NULL if a thread or memory is not available.
ganzoo_pool *ganzoo_pool_create(int threads);

/// Stops and joins the workers. No run may be active.
void ganzoo_pool_destroy(ganzoo_pool *pool);

/// Calls `task(context, i)` once for every i in 0..<count, in any order, on any of the pool's threads, and returns when
/// all calls have returned. A call from inside a task, or during another thread's run, runs serially.
void ganzoo_pool_run(ganzoo_pool *pool, size_t count, void (*task)(void *context, size_t index), void *context);

/// The processors this process may run on.
int ganzoo_available_processors(void);

/// Whether nothing, such as a launcher or a scheduler, has chosen processors for this process.
bool ganzoo_may_use_all_processors(void);

/// A share of the processors of this process: that of one of `slots` equal shares. Shares overlap if there are fewer processors.
typedef struct {
    int slot;
    int slots;
} ganzoo_share;

/// Lets the calling thread, and threads that it makes from now on, run on a share of its processors: contiguous, at least one. Safe
/// between fork and exec.
void ganzoo_take_share(ganzoo_share share);

/// Memory that this process may use, in bytes: that of the machine, or less if a control group has a limit, as in containers and jobs.
size_t ganzoo_memory(void);

/// The least limit of the control groups that the file `groups` names, as /proc/self/cgroup does, below the folder `root`, and of those above
/// them; PTRDIFF_MAX if there is none.
size_t ganzoo_control_group_limit(const char *groups, const char *root);

/// The peak memory of this process, in bytes.
size_t ganzoo_peak_memory(void);

/// From now on, the end of the thread that started this process ends it, too.
void ganzoo_end_with_parent(void);

/// Flushes standard output. Returns whether everything that was printed so far was written.
bool ganzoo_flush_output(void);

/// From now on, the first SIGINT, SIGTERM, SIGHUP or SIGPIPE is recorded, with a message on standard error, and does not end the process.
/// After it a SIGINT or SIGTERM ends the process; SIGHUP and SIGPIPE are ignored.
void ganzoo_catch_signals(void);

/// The recorded signal and its age in seconds; 0 for none.
int ganzoo_caught_signal(double *seconds_ago);

/// Descriptors of what a child prints. The caller closes them.
typedef struct {
    /// Standard output: the end of a regular file.
    int log;
    /// Standard error: a file in memory.
    int errors;
} ganzoo_child_output;

/// Starts this program again, in a process group of its own, with standard input from /dev/null and standard output at
/// the end of the regular file `log`, which is created if it is missing; a link is an error. Linux sends the
/// child SIGTERM when the calling thread ends, even by SIGKILL. `arguments` begins with the name of the program and ends
/// with NULL. Returns the child's process ID; or a negative errno, and no descriptor.
int ganzoo_start_child(char *const *arguments, const char *log, ganzoo_share share, ganzoo_child_output *output);

/// Writes a query to a terminal, and reads until the terminal has answered the request for primary device attributes (ESC [ c), with which
/// the query ends, or the time is over. Typed characters are not shown meanwhile. The settings of the terminal are restored, also by
/// a signal that ends the process. Returns the number of bytes read, or -ENOTTY for no terminal, or in the background.
int ganzoo_ask_terminal(int terminal, const char *query, uint8_t *answer, size_t room, int milliseconds);

/// A program that gets bytes and writes a file.
typedef struct {
    /// A socket: its standard input.
    int input;
    /// Files in memory: its standard output, which it can open again as /proc/self/fd/1 and seek in, and its standard error.
    int output, errors;
    int process;
} ganzoo_encoder;

/// Starts a program, without a shell. `arguments` begins with its name and ends with NULL. Linux kills it when the calling thread ends.
/// Returns 0, or a negative errno and nothing to close. A program that cannot be executed ends with 127.
int ganzoo_start_encoder(const char *program, char *const *arguments, ganzoo_encoder *encoder);
/// Waits until the program has taken all bytes. Returns 0, or a negative errno: -EPIPE if it has ended.
int ganzoo_feed_encoder(ganzoo_encoder *encoder, const uint8_t *bytes, size_t count);
/// Ends the program's input, and waits for its end. Returns its exit status, 128 and a signal's number, or a negative errno.
int ganzoo_await_encoder(ganzoo_encoder *encoder);
/// Closes all files.
void ganzoo_close_encoder(ganzoo_encoder *encoder);

/// The place of the code that this thread runs, for `ganzoo_report_crashes`; "" for none. At most 511 bytes are kept.
void ganzoo_set_place(const char *text);

/// From now on, a signal that ends the process, such as that of a trap, first writes the thread's place to standard error.
void ganzoo_report_crashes(void);

/// Starts this program again so that Swift's backtrace of a crash fits on a screen; its settings are read when a process
/// starts. Does nothing if the environment has SWIFT_BACKTRACE, as it does after the first call.
void ganzoo_shorten_backtraces(char *const *arguments);

/// The commit that the program was built from: 40 hexadecimal digits, followed by " modified" if its sources differed;
/// "unknown" if it was built without git, or does not link the target BuildStamp.
const char *ganzoo_commit(void);

/// One pointer per thread, initially NULL.
void **ganzoo_thread_slot(void);

#endif
