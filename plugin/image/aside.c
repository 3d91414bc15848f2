/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/aside.h"

#include <pthread.h>
#include <signal.h>

enum { ROOMS = 4 };

struct hm_aside {
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows, but for the bytes of rooms that are not theirs */
    pthread_cond_t changed;
    size_t n_put;    /* rooms handed over so far; the next is rooms[n_put % ROOMS] */
    size_t n_hashed; /* never more than n_put, never less than n_put - ROOMS */
    bool is_over;
    size_t sizes[ROOMS];
    struct hm_hash hash; /* the thread's, while n_hashed < n_put */
    unsigned char rooms[ROOMS][HM_ASIDE_SIZE];
};

static void *
work(void *arg)
{
    struct hm_aside *aside = arg;

    (void)pthread_mutex_lock(&aside->mutex);
    while (!aside->is_over) {
        if (aside->n_hashed == aside->n_put) {
            (void)pthread_cond_wait(&aside->changed, &aside->mutex);
            continue;
        }
        size_t room = aside->n_hashed % ROOMS;
        (void)pthread_mutex_unlock(&aside->mutex);
        hm_hash_update(&aside->hash, aside->rooms[room], aside->sizes[room]);
        (void)pthread_mutex_lock(&aside->mutex);
        aside->n_hashed++;
        (void)pthread_cond_signal(&aside->changed);
    }
    (void)pthread_mutex_unlock(&aside->mutex);
    return NULL;
}

struct hm_aside *
hm_aside_new(void)
{
    struct hm_aside *aside = malloc(sizeof *aside);
    sigset_t all;
    sigset_t before;

    if (aside == NULL) {
        hm_out_of_memory();
    }
    (void)pthread_mutex_init(&aside->mutex, NULL);
    (void)pthread_cond_init(&aside->changed, NULL);
    aside->n_put = 0;
    aside->n_hashed = 0;
    aside->is_over = false;
    hm_hash_init(&aside->hash, HM_HASH_SHA256);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    int error = pthread_create(&aside->thread, NULL, work, aside);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        free(aside);
        return NULL;
    }
    return aside;
}

void
hm_aside_free(struct hm_aside *aside)
{
    if (aside != NULL) {
        (void)pthread_mutex_lock(&aside->mutex);
        aside->is_over = true;
        (void)pthread_cond_signal(&aside->changed);
        (void)pthread_mutex_unlock(&aside->mutex);
        (void)pthread_join(aside->thread, NULL);
        (void)pthread_cond_destroy(&aside->changed);
        (void)pthread_mutex_destroy(&aside->mutex);
        free(aside);
    }
}

/* At most so many rooms are with the thread when this returns. */
static void
wait_until(struct hm_aside *aside, size_t n_left)
{
    (void)pthread_mutex_lock(&aside->mutex);
    while (aside->n_put - aside->n_hashed > n_left) {
        (void)pthread_cond_wait(&aside->changed, &aside->mutex);
    }
    (void)pthread_mutex_unlock(&aside->mutex);
}

unsigned char *
hm_aside_room(struct hm_aside *aside)
{
    wait_until(aside, ROOMS - 1);
    return aside->rooms[aside->n_put % ROOMS];
}

void
hm_aside_put(struct hm_aside *aside, size_t n)
{
    (void)pthread_mutex_lock(&aside->mutex);
    aside->sizes[aside->n_put % ROOMS] = n;
    aside->n_put++;
    (void)pthread_cond_signal(&aside->changed);
    (void)pthread_mutex_unlock(&aside->mutex);
}

void
hm_aside_end(struct hm_aside *aside, unsigned char ret_bytes[HM_HASH_MAX_BYTES])
{
    wait_until(aside, 0);
    (void)hm_hash_final(&aside->hash, ret_bytes);
    hm_hash_init(&aside->hash, HM_HASH_SHA256);
}
