/* Hostile and ordinary calls at the boundary of the C interface: boundary BUNDLE LIBRARY. Buffers are exactly as long as they must
 * be, so that AddressSanitizer sees every byte that is read or written beside them. */
#include <math.h>
#include <pthread.h>
#include <qosnets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 5 };

static int failed;

static void expect(int status, int wanted, const char *words, const char *what)
{
    char text[400] = "";
    if (status != QOSNETS_OK)
        qosnets_last_error(text, sizeof text);
    if (status == wanted && (words == NULL || strstr(text, words) != NULL))
        return;
    failed = 1;
    fprintf(stderr, "%s: status %d where %d is expected, \"%s\"\n", what, status, wanted, text);
}

#define OK(call) expect(call, QOSNETS_OK, NULL, #call)
#define REFUSED(call, status, words) expect(call, status, words, #call)

typedef struct {
    qosnets_bundle bundle;
    qosnets_bundle_info_t info;
    const uint8_t *pixels;
    const float *expected;
} job;

static void *run_often(void *argument)
{
    job *work = argument;
    size_t count = (size_t)BATCH * work->info.classes;
    float *logits = malloc(count * sizeof *logits);
    for (int i = 0; i < 200; i++) {
        int32_t ran;
        qosnets_switch(work->bundle, i % work->info.points);
        if (qosnets_run(work->bundle, QOSNETS_CURRENT_POINT, work->pixels, BATCH, logits, &ran) != QOSNETS_OK ||
            memcmp(logits, work->expected + ran * count, count * sizeof *logits) != 0)
            failed = 1;
    }
    free(logits);
    return NULL;
}

static void *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        exit(2);
    *size = (size_t)ftell(file);
    rewind(file);
    void *bytes = malloc(*size);
    if (fread(bytes, 1, *size, file) != *size)
        exit(2);
    fclose(file);
    return bytes;
}

static void bundles(const char *path)
{
    job work;
    qosnets_bundle second, none = NULL;
    qosnets_point_info_t facts;
    char name[64], little[3];
    int32_t point = -7;
    OK(qosnets_bundle_open(path, 2, &work.bundle));
    OK(qosnets_bundle_info(work.bundle, &work.info));
    OK(qosnets_point_name(work.bundle, 0, name, sizeof name));
    OK(qosnets_point_name(work.bundle, 0, little, sizeof little));
    if (strncmp(name, little, 2) != 0 || little[2] != 0)
        failed = 1;
    OK(qosnets_point_name(work.bundle, 0, NULL, 0));
    OK(qosnets_find_point(work.bundle, name, &point));
    OK(qosnets_point_info(work.bundle, 0, &facts));
    if (point != 0 || !(facts.relative_power > 0 && facts.relative_power < 1))
        failed = 1;
    REFUSED(qosnets_find_point(work.bundle, "nonsense", &point), QOSNETS_INVALID_ARGUMENT, "choose one of");
    REFUSED(qosnets_find_point(work.bundle, NULL, &point), QOSNETS_INVALID_ARGUMENT, "name is null");
    REFUSED(qosnets_point_name(work.bundle, 99, name, sizeof name), QOSNETS_INVALID_ARGUMENT, "no operating point 99");
    REFUSED(qosnets_class_name(work.bundle, -1, name, sizeof name), QOSNETS_INVALID_ARGUMENT, "no class -1");
    REFUSED(qosnets_switch(work.bundle, -1), QOSNETS_INVALID_ARGUMENT, "no operating point -1");
    REFUSED(qosnets_bundle_info(work.bundle, NULL), QOSNETS_INVALID_ARGUMENT, "info is null");

    size_t image = (size_t)work.info.channels * work.info.height * work.info.width;
    size_t count = (size_t)BATCH * work.info.classes;
    uint8_t *pixels = malloc(BATCH * image);
    float *logits = malloc(work.info.points * count * sizeof *logits);
    for (size_t i = 0; i < BATCH * image; i++)
        pixels[i] = (uint8_t)(i * 2654435761u >> 13);
    for (int32_t p = 0; p < work.info.points; p++)
        OK(qosnets_run(work.bundle, p, pixels, BATCH, logits + p * count, NULL));
    OK(qosnets_run(work.bundle, 0, NULL, 0, NULL, NULL));
    REFUSED(qosnets_run(work.bundle, 0, NULL, 1, logits, NULL), QOSNETS_INVALID_ARGUMENT, "pixels is null");
    REFUSED(qosnets_run(work.bundle, 0, pixels, -1, logits, NULL), QOSNETS_INVALID_ARGUMENT, "pixels");
    REFUSED(qosnets_run(work.bundle, 0, pixels, INT32_MAX, logits, NULL), QOSNETS_INVALID_ARGUMENT, "pixels");
    REFUSED(qosnets_run(work.bundle, -2, pixels, BATCH, logits, NULL), QOSNETS_INVALID_ARGUMENT, "no operating point -2");

    int32_t points[] = {work.info.points - 1, 0}, ran_at[BATCH];
    float margins[] = {INFINITY};
    float *last = malloc(count * sizeof *last);
    OK(qosnets_run_cascade(work.bundle, points, margins, 2, pixels, BATCH, last, ran_at));
    if (memcmp(last, logits, count * sizeof *last) != 0 || ran_at[0] != 0)
        failed = 1;
    REFUSED(qosnets_run_cascade(work.bundle, points, margins, 1, pixels, BATCH, last, ran_at), QOSNETS_INVALID_ARGUMENT, "two or more");
    REFUSED(qosnets_run_cascade(work.bundle, NULL, margins, 2, pixels, BATCH, last, ran_at), QOSNETS_INVALID_ARGUMENT, "points is null");
    margins[0] = NAN;
    REFUSED(qosnets_run_cascade(work.bundle, points, margins, 2, pixels, BATCH, last, ran_at), QOSNETS_INVALID_ARGUMENT, "threshold");
    free(last);

    size_t size;
    void *bytes = read_file(path, &size);
    OK(qosnets_bundle_open_memory(bytes, size, 0, &second));
    REFUSED(qosnets_bundle_open_memory(bytes, size / 2, 0, &none), QOSNETS_BAD_FILE, "checksum");
    REFUSED(qosnets_bundle_open_memory(NULL, 10, 0, &none), QOSNETS_INVALID_ARGUMENT, "bytes is null");
    REFUSED(qosnets_bundle_open_memory(bytes, SIZE_MAX, 0, &none), QOSNETS_INVALID_ARGUMENT, "");
    free(bytes);
    REFUSED(qosnets_bundle_open("nowhere.qosnet", 0, &none), QOSNETS_BAD_FILE, "no such file");
    REFUSED(qosnets_bundle_open(path, -1, &none), QOSNETS_INVALID_ARGUMENT, "threads is -1");
    REFUSED(qosnets_bundle_open(path, 1, NULL), QOSNETS_INVALID_ARGUMENT, "bundle is null");
    if (none != NULL)
        failed = 1;

    pthread_t threads[4];
    work.pixels = pixels;
    work.expected = logits;
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, run_often, &work);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);

    qosnets_table crossed = (qosnets_table)(void *)second;
    REFUSED(qosnets_table_close(crossed), QOSNETS_INVALID_HANDLE, "is no open table");
    OK(qosnets_bundle_close(second));
    REFUSED(qosnets_bundle_close(second), QOSNETS_INVALID_HANDLE, "is no open");
    REFUSED(qosnets_run(second, 0, pixels, BATCH, logits, NULL), QOSNETS_INVALID_HANDLE, "is no open");
    REFUSED(qosnets_run((qosnets_bundle)(void *)pixels, 0, pixels, BATCH, logits, NULL), QOSNETS_INVALID_HANDLE, "is no open");
    OK(qosnets_bundle_close(NULL));
    OK(qosnets_bundle_close(work.bundle));
    free(pixels);
    free(logits);
}

static void tables(const char *library)
{
    enum { M = 7, N = 5, K = 33 };
    qosnets_table table, own, none = NULL;
    qosnets_metrics_t metrics;
    int32_t *products = malloc(65536 * sizeof *products), *sums = malloc(M * N * sizeof *sums), is_signed;
    uint8_t *x = malloc(M * K), *w = malloc(N * K);
    OK(qosnets_table_load(library, "mul8u_NGR", &table));
    OK(qosnets_table_products(table, products, &is_signed));
    OK(qosnets_table_metrics(table, &metrics));
    if (is_signed || !(metrics.mean_absolute_error > 0))
        failed = 1;
    for (int i = 0; i < M * K; i++)
        x[i] = (uint8_t)(i * 37);
    for (int i = 0; i < N * K; i++)
        w[i] = (uint8_t)(i * 101 + 5);
    OK(qosnets_matmul(table, x, w, sums, M, N, K, 2));
    for (int m = 0; m < M; m++)
        for (int n = 0; n < N; n++) {
            int32_t sum = 0;
            for (int k = 0; k < K; k++)
                sum += products[256 * x[m * K + k] + w[n * K + k]];
            if (sum != sums[m * N + n])
                failed = 1;
        }
    REFUSED(qosnets_matmul(table, x, w, sums, M, N, 0, 1), QOSNETS_INVALID_ARGUMENT, "at least 1");
    REFUSED(qosnets_matmul(table, x, w, sums, M, N, K, -1), QOSNETS_INVALID_ARGUMENT, "threads is -1");
    REFUSED(qosnets_matmul(table, x, NULL, sums, M, N, K, 1), QOSNETS_INVALID_ARGUMENT, "w is null");
    REFUSED(qosnets_matmul(table, x, w, sums, INT32_MAX, N, INT32_MAX, 1), QOSNETS_INVALID_ARGUMENT, "x would have");
    REFUSED(qosnets_matmul(NULL, x, w, sums, M, N, K, 1), QOSNETS_INVALID_HANDLE, "handle 0");

    /* A 1x1 convolution of K channels at M positions is the matrix product of the transposes. */
    qosnets_convolution_t g = {K, 1, M, N, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1};
    uint8_t *turned = malloc(M * K);
    int32_t *turned_sums = malloc(M * N * sizeof *turned_sums);
    for (int m = 0; m < M; m++)
        for (int k = 0; k < K; k++)
            turned[k * M + m] = x[m * K + k];
    OK(qosnets_conv2d(table, &g, 1, turned, 0, w, turned_sums, 1));
    for (int m = 0; m < M; m++)
        for (int n = 0; n < N; n++)
            if (sums[m * N + n] != turned_sums[n * M + m])
                failed = 1;
    REFUSED(qosnets_conv2d(table, NULL, 1, turned, 0, w, turned_sums, 1), QOSNETS_INVALID_ARGUMENT, "convolution is null");
    g.groups = 2;
    REFUSED(qosnets_conv2d(table, &g, 1, turned, 0, w, turned_sums, 1), QOSNETS_INVALID_ARGUMENT, "groups");
    g.groups = 0;
    REFUSED(qosnets_conv2d(table, &g, 1, turned, 0, w, turned_sums, 1), QOSNETS_INVALID_ARGUMENT, "groups");
    g.groups = 1;
    g.stride_width = 0;
    REFUSED(qosnets_conv2d(table, &g, 1, turned, 0, w, turned_sums, 1), QOSNETS_INVALID_ARGUMENT, "stride");
    g.stride_width = 1;
    g.in_height = g.in_width = 65536;
    REFUSED(qosnets_conv2d(table, &g, 1, turned, 0, w, turned_sums, 1), QOSNETS_INVALID_ARGUMENT, NULL);
    free(turned);
    free(turned_sums);

    OK(qosnets_table_create(products, 0, &own));
    products[5] = 70000;
    REFUSED(qosnets_table_create(products, 0, &none), QOSNETS_INVALID_ARGUMENT, "70000");
    REFUSED(qosnets_table_create(NULL, 0, &none), QOSNETS_INVALID_ARGUMENT, "products is null");
    REFUSED(qosnets_table_load(library, "mul8u_NGS", &none), QOSNETS_BAD_FILE, "nearest are");
    REFUSED(qosnets_table_load("nowhere.npz", "x", &none), QOSNETS_BAD_FILE, NULL);
    OK(qosnets_table_close(own));
    OK(qosnets_table_close(table));
    OK(qosnets_table_close(NULL));
    free(products);
    free(sums);
    free(x);
    free(w);
}

int main(int count, char **arguments)
{
    char text[100], *kernel = text;
    if (count != 3)
        return 2;
    OK(qosnets_kernel(kernel, sizeof text));
    bundles(arguments[1]);
    tables(arguments[2]);
    if (!failed)
        printf("boundary: no fault\n");
    return failed;
}
