/*
 * libqosnets.so: loads the build of the library for this processor, which lies beside it, at the first call, and hands calls on.
 * Machine code that is made ahead of time cannot ask at run time for instructions that its build did not name, so there are three.
 */
#define _GNU_SOURCE
#include "include/qosnets.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* All functions: status, arguments with types, arguments. */
#define FUNCTIONS(F)                                                                                                          \
    F(qosnets_kernel, (char *text, size_t size), (text, size))                                                                \
    F(qosnets_bundle_open, (const char *path, int32_t threads, qosnets_bundle *bundle), (path, threads, bundle))              \
    F(qosnets_bundle_open_memory, (const void *bytes, size_t size, int32_t threads, qosnets_bundle *bundle),                  \
      (bytes, size, threads, bundle))                                                                                         \
    F(qosnets_bundle_close, (qosnets_bundle bundle), (bundle))                                                                \
    F(qosnets_bundle_info, (qosnets_bundle bundle, qosnets_bundle_info_t * info), (bundle, info))                             \
    F(qosnets_point_info, (qosnets_bundle bundle, int32_t point, qosnets_point_info_t * info), (bundle, point, info))         \
    F(qosnets_point_name, (qosnets_bundle bundle, int32_t point, char *name, size_t size), (bundle, point, name, size))       \
    F(qosnets_class_name, (qosnets_bundle bundle, int32_t index, char *name, size_t size), (bundle, index, name, size))       \
    F(qosnets_find_point, (qosnets_bundle bundle, const char *name, int32_t *point), (bundle, name, point))                   \
    F(qosnets_switch, (qosnets_bundle bundle, int32_t point), (bundle, point))                                                \
    F(qosnets_run,                                                                                                            \
      (qosnets_bundle bundle, int32_t point, const uint8_t *pixels, int32_t batch, float *logits, int32_t *ran_at),           \
      (bundle, point, pixels, batch, logits, ran_at))                                                                         \
    F(qosnets_run_cascade,                                                                                                    \
      (qosnets_bundle bundle, const int32_t *points, const float *min_margins, int32_t count, const uint8_t *pixels,          \
       int32_t batch, float *logits, int32_t *ran_at),                                                                        \
      (bundle, points, min_margins, count, pixels, batch, logits, ran_at))                                                    \
    F(qosnets_table_create, (const int32_t *products, int32_t is_signed, qosnets_table *table), (products, is_signed, table)) \
    F(qosnets_table_load, (const char *library, const char *name, qosnets_table *table), (library, name, table))              \
    F(qosnets_table_close, (qosnets_table table), (table))                                                                    \
    F(qosnets_table_products, (qosnets_table table, int32_t *products, int32_t *is_signed), (table, products, is_signed))     \
    F(qosnets_table_metrics, (qosnets_table table, qosnets_metrics_t * metrics), (table, metrics))                            \
    F(qosnets_matmul,                                                                                                         \
      (qosnets_table table, const uint8_t *x, const uint8_t *w, int32_t *sums, int32_t m, int32_t n, int32_t k,               \
       int32_t threads),                                                                                                      \
      (table, x, w, sums, m, n, k, threads))                                                                                  \
    F(qosnets_conv2d,                                                                                                         \
      (qosnets_table table, const qosnets_convolution_t *convolution, int32_t batch, const uint8_t *input, uint8_t padding,   \
       const uint8_t *weights, int32_t *sums, int32_t threads),                                                               \
      (table, convolution, batch, input, padding, weights, sums, threads))

static struct {
    size_t (*qosnets_version)(char *, size_t);
    size_t (*qosnets_last_error)(char *, size_t);
#define MEMBER(name, parameters, arguments) int(*name) parameters;
    FUNCTIONS(MEMBER)
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char fault[1400] = "";

static const char *level(void)
{
#ifdef __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vbmi"))
        return "x86-64-v4";
    if (__builtin_cpu_supports("x86-64-v3"))
        return "x86-64-v3";
    return "x86-64-v2";
#else
    return "arm64";
#endif
}

static void *symbol(void *handle, const char *name)
{
    void *found = dlsym(handle, name);
    if (found == NULL && fault[0] == 0)
        snprintf(fault, sizeof fault, "%s lacks %s; install libqosnets again, all its files of one version", level(), name);
    return found;
}

static void load(void)
{
    Dl_info self;
    char path[1000];
    if (dladdr((void *)&load, &self) == 0 || strlen(self.dli_fname) > 900) {
        snprintf(fault, sizeof fault, "libqosnets.so does not know its folder; give it a path of less than 900 bytes");
        return;
    }
    const char *slash = strrchr(self.dli_fname, '/');
    int folder = slash == NULL ? 0 : (int)(slash - self.dli_fname) + 1;
    snprintf(path, sizeof path, "%.*slibqosnets-%s.so", folder, self.dli_fname, level());
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        snprintf(fault, sizeof fault, "%s cannot be loaded (%.180s); install libqosnets again, all its files in one folder", path,
                 dlerror());
        return;
    }
    *(void **)&api.qosnets_version = symbol(handle, "qosnets_version");
    *(void **)&api.qosnets_last_error = symbol(handle, "qosnets_last_error");
#define FIND(name, parameters, arguments) *(void **)&api.name = symbol(handle, #name);
    FUNCTIONS(FIND)
}

/* Whether calls can be handed on. */
static int ready(void)
{
    pthread_once(&once, load);
    return fault[0] == 0;
}

static size_t copy(const char *from, char *text, size_t size)
{
    if (text != NULL && size > 0)
        snprintf(text, size, "%s", from);
    return strlen(from);
}

EXPORT size_t qosnets_version(char *text, size_t size)
{
    return ready() ? api.qosnets_version(text, size) : copy("", text, size);
}

EXPORT size_t qosnets_last_error(char *text, size_t size)
{
    return ready() ? api.qosnets_last_error(text, size) : copy(fault, text, size);
}

#define HAND_ON(name, parameters, arguments)                             \
    EXPORT int name parameters                                           \
    {                                                                    \
        return ready() ? api.name arguments : QOSNETS_BAD_FILE;      \
    }
FUNCTIONS(HAND_ON)
