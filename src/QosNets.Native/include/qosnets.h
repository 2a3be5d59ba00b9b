/*
 * The C interface of QosNets: run bundles at their operating points, and multiply through tables of approximate multipliers.
 *
 * Every function may be called from any thread, and one bundle or table by several threads at a time. Functions that can fail
 * return a qosnets_status; qosnets_last_error then has one line on what is wrong, where, and what to do. Nothing is freed by the
 * caller but what it opened. Texts are UTF-8. Where a function copies a text, it is cut to the room there is and ends with a zero
 * byte. Answers have the same bits on every processor and with any number of threads.
 *
 * threads: how many threads a call may use; 0 takes the environment variable QOSNETS_THREADS, else all processors.
 */
#ifndef QOSNETS_H
#define QOSNETS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    QOSNETS_OK = 0,
    QOSNETS_INVALID_ARGUMENT = 1, /* an argument is out of its range, or does not fit another */
    QOSNETS_INVALID_HANDLE = 2,   /* a bundle or table was closed, or never opened */
    QOSNETS_BAD_FILE = 3,         /* a file, or what it holds, is not what it should be */
    QOSNETS_BAD_SETTING = 4,      /* an environment variable asks for what this machine lacks */
    QOSNETS_OUT_OF_MEMORY = 5,
    QOSNETS_INTERNAL = 6          /* a defect of the library */
} qosnets_status;

/* A bundle with its engine and its current operating point. */
typedef struct qosnets_bundle_handle *qosnets_bundle;

/* A multiplier: 65,536 products. */
typedef struct qosnets_table_handle *qosnets_table;

/* ---- the library ---- */

/* Copies the version, for example "0.1.0"; returns its length. */
size_t qosnets_version(char *text, size_t size);

/* Copies the text of the last failure on this thread; returns its length, which may be size or more. */
size_t qosnets_last_error(char *text, size_t size);

/* Copies the name of the kernels in use: avx512vbmi, avx2, vector128 or scalar, chosen by QOSNETS_KERNEL or the processor. */
int qosnets_kernel(char *text, size_t size);

/* ---- bundles ---- */

typedef struct {
    int32_t channels, height, width; /* of an image */
    int32_t classes;
    int32_t points;                  /* operating points, numbered from 0 */
    int32_t layers;                  /* layers with multipliers */
} qosnets_bundle_info_t;

typedef struct {
    double relative_power; /* of all multiplications, 1 for exact products; the saving is 1 minus this */
    double validation_top1; /* accuracy on validation images, 0..1; NaN where the bundle does not know it */
    double temperature;    /* logits' margins are divided by it, see qosnets_run_cascade */
} qosnets_point_info_t;

#define QOSNETS_CURRENT_POINT (-1)

/* Opens a bundle (.qosnet); its current point is 0. */
int qosnets_bundle_open(const char *path, int32_t threads, qosnets_bundle *bundle);

/* Opens a bundle whose bytes are in memory; they are copied. */
int qosnets_bundle_open_memory(const void *bytes, size_t size, int32_t threads, qosnets_bundle *bundle);

/* Closes a bundle; calls that still run end as they would have. NULL is passed over. */
int qosnets_bundle_close(qosnets_bundle bundle);

int qosnets_bundle_info(qosnets_bundle bundle, qosnets_bundle_info_t *info);
int qosnets_point_info(qosnets_bundle bundle, int32_t point, qosnets_point_info_t *info);
int qosnets_point_name(qosnets_bundle bundle, int32_t point, char *name, size_t size);
int qosnets_class_name(qosnets_bundle bundle, int32_t index, char *name, size_t size);
int qosnets_find_point(qosnets_bundle bundle, const char *name, int32_t *point);

/* Makes a point the current one, for all threads; calls that still run end at theirs. */
int qosnets_switch(qosnets_bundle bundle, int32_t point);

/*
 * Classifies a batch of images.
 * point:  index of an operating point, or QOSNETS_CURRENT_POINT
 * pixels: 0..255, [batch][channels][height][width]
 * logits: [batch][classes]
 * ran_at: takes the index of the point that all images ran at; may be NULL
 */
int qosnets_run(qosnets_bundle bundle, int32_t point, const uint8_t *pixels, int32_t batch, float *logits, int32_t *ran_at);

/*
 * Classifies a batch at the first point, then the images that it is unsure of at the next, and so on.
 * points:      indices of two or more points, from cheap to dear
 * min_margins: for each point but the last, the margin between the two largest logits, divided by the point's temperature,
 *              from which it is sure of an image
 * ran_at:      [batch], takes the index of the point that gave each image's logits
 */
int qosnets_run_cascade(qosnets_bundle bundle, const int32_t *points, const float *min_margins, int32_t count,
                        const uint8_t *pixels, int32_t batch, float *logits, int32_t *ran_at);

/* ---- tables ---- */

typedef struct {
    double mean_absolute_error, worst_case_error;
    double error_probability;   /* part of the operand pairs with an error, 0..1 */
    double mean_relative_error; /* over pairs whose exact product is not 0; 1 means 100 % */
    double mean_squared_error, mean_error, variance;
} qosnets_metrics_t;

/* Strides, dilations and groups are at least 1, paddings at least 0. */
typedef struct {
    int32_t in_channels, in_height, in_width;
    int32_t out_channels, kernel_height, kernel_width;
    int32_t stride_height, stride_width, dilation_height, dilation_width;
    int32_t pad_top, pad_left, pad_bottom, pad_right;
    int32_t groups;
} qosnets_convolution_t;

/*
 * Makes a table of products[256 * a + w], a and w being bytes: 0..255, or with is_signed two's complement (the row of -1 is 255).
 * Products are 0..65535, with is_signed -32768..32767.
 */
int qosnets_table_create(const int32_t *products, int32_t is_signed, qosnets_table *table);

/* Loads a multiplier of a library (.npz of `qosnets multipliers`) by its name. */
int qosnets_table_load(const char *library, const char *name, qosnets_table *table);

/* Closes a table; NULL is passed over. */
int qosnets_table_close(qosnets_table table);

/* Copies the 65,536 products, and whether operands are signed (1) or not (0). */
int qosnets_table_products(qosnets_table table, int32_t *products, int32_t *is_signed);

/* Error figures over all operand pairs. */
int qosnets_table_metrics(qosnets_table table, qosnets_metrics_t *metrics);

/*
 * sums[m][n] = sum over k of T(x[m][k], w[n][k]); sums wrap at 32 bits.
 * x: [m][k], w: [n][k]; bytes, or int8_t cast to uint8_t for a signed table.
 */
int qosnets_matmul(qosnets_table table, const uint8_t *x, const uint8_t *w, int32_t *sums,
                   int32_t m, int32_t n, int32_t k, int32_t threads);

/*
 * A convolution whose products come from the table, those with padding too; sums wrap at 32 bits.
 * input:   [batch][in_channels][in_height][in_width]
 * padding: the byte that stands outside the image
 * weights: [out_channels][in_channels / groups][kernel_height][kernel_width]
 * sums:    [batch][out_channels][out_height][out_width], where
 *          out = (in + pads - dilation * (kernel - 1) - 1) / stride + 1, rounded down
 */
int qosnets_conv2d(qosnets_table table, const qosnets_convolution_t *convolution, int32_t batch, const uint8_t *input,
                   uint8_t padding, const uint8_t *weights, int32_t *sums, int32_t threads);

#ifdef __cplusplus
}
#endif

#endif
