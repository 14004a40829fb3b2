#define _GNU_SOURCE
#include "CGANSupport.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

// A job is published by storing `ticket`: its number in the upper half, the next unclaimed index in the lower. A thread
// reads the ticket, then the job's fields, then claims an index by compare-and-swap on the ticket. Success proves that
// the fields read belong to that job, and the job cannot end before the claimed index is counted in `completed`. So no
// worker has to report: one that sleeps during a job costs nothing.

enum { SPINS_BEFORE_PARKING = 4000, SPINS_BEFORE_YIELDING = 20000 };

typedef void (*task_function)(void *context, size_t index);

struct ganzoo_pool {
    _Atomic uint64_t ticket;
    _Atomic(task_function) task;
    _Atomic(void *) context;
    _Atomic uint32_t count;
    _Atomic uint32_t completed;
    _Atomic uint32_t parked;
    _Atomic bool stopping;
    pthread_mutex_t submission;  // held by the thread whose job is running
    pthread_mutex_t parking;
    pthread_cond_t wake;
    int workers;
    pthread_t threads[];
};

static _Thread_local bool inside_task = false;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// Runs indices of the published job until none is left. Returns whether it ran any.
static bool work_on(ganzoo_pool *pool) {
    bool ran = false;
    uint64_t ticket = atomic_load(&pool->ticket);
    for (;;) {
        task_function task = atomic_load(&pool->task);
        void *context = atomic_load(&pool->context);
        uint32_t index = (uint32_t)ticket;
        if (index >= atomic_load(&pool->count)) return ran;
        if (!atomic_compare_exchange_weak(&pool->ticket, &ticket, ticket + 1)) continue;
        task(context, index);
        atomic_fetch_add(&pool->completed, 1);
        ran = true;
        ticket = atomic_load(&pool->ticket);
    }
}

static bool has_work(ganzoo_pool *pool) {
    return (uint32_t)atomic_load(&pool->ticket) < atomic_load(&pool->count);
}

static void park(ganzoo_pool *pool) {
    pthread_mutex_lock(&pool->parking);
    atomic_fetch_add(&pool->parked, 1);
    while (!has_work(pool) && !atomic_load(&pool->stopping)) pthread_cond_wait(&pool->wake, &pool->parking);
    atomic_fetch_sub(&pool->parked, 1);
    pthread_mutex_unlock(&pool->parking);
}

static void *worker_main(void *argument) {
    ganzoo_pool *pool = argument;
    inside_task = true;
    int spins = 0;
    while (!atomic_load(&pool->stopping)) {
        if (work_on(pool)) {
            spins = 0;
        } else if (++spins < SPINS_BEFORE_PARKING) {
            pause_briefly();
        } else {
            park(pool);
            spins = 0;
        }
    }
    return NULL;
}

static void wake_parked(ganzoo_pool *pool) {
    if (atomic_load(&pool->parked) == 0) return;
    pthread_mutex_lock(&pool->parking);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->parking);
}

ganzoo_pool *ganzoo_pool_create(int threads) {
    int workers = threads > 1 ? threads - 1 : 0;
    ganzoo_pool *pool = calloc(1, sizeof(ganzoo_pool) + (size_t)workers * sizeof(pthread_t));
    if (!pool) return NULL;
    pthread_mutex_init(&pool->submission, NULL);
    pthread_mutex_init(&pool->parking, NULL);
    pthread_cond_init(&pool->wake, NULL);
    for (; pool->workers < workers; pool->workers++) {
        if (pthread_create(&pool->threads[pool->workers], NULL, worker_main, pool) != 0) {
            ganzoo_pool_destroy(pool);
            return NULL;
        }
    }
    return pool;
}

void ganzoo_pool_destroy(ganzoo_pool *pool) {
    atomic_store(&pool->stopping, true);
    pthread_mutex_lock(&pool->parking);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->parking);
    for (int i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->parking);
    pthread_mutex_destroy(&pool->submission);
    free(pool);
}

static void run_parallel(ganzoo_pool *pool, uint32_t count, task_function task, void *context) {
    uint64_t job = (atomic_load(&pool->ticket) >> 32) + 1;
    // No index of the previous job is left to claim; closing it first keeps its ticket from matching the new fields.
    atomic_store(&pool->count, 0);
    atomic_store(&pool->completed, 0);
    atomic_store(&pool->task, task);
    atomic_store(&pool->context, context);
    atomic_store(&pool->ticket, job << 32);
    atomic_store(&pool->count, count);
    wake_parked(pool);
    inside_task = true;
    work_on(pool);
    inside_task = false;
    for (int spins = 0; atomic_load(&pool->completed) != count; spins++) {
        if (spins < SPINS_BEFORE_YIELDING) pause_briefly();
        else sched_yield();
    }
}

void ganzoo_pool_run(ganzoo_pool *pool, size_t count, task_function task, void *context) {
    bool parallel = count > 1 && count <= UINT32_MAX && pool->workers > 0 && !inside_task;
    if (parallel && pthread_mutex_trylock(&pool->submission) == 0) {
        run_parallel(pool, (uint32_t)count, task, context);
        pthread_mutex_unlock(&pool->submission);
        return;
    }
    for (size_t i = 0; i < count; i++) task(context, i);
}
