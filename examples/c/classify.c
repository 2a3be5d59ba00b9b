/* Classifies the first Fashion-MNIST test images at every operating point of a bundle: classify BUNDLE IMAGES (IDX, unpacked). */
#include <qosnets.h>
#include <stdio.h>
#include <stdlib.h>

static void check(int status)
{
    char text[512];
    if (status == QOSNETS_OK)
        return;
    qosnets_last_error(text, sizeof text);
    fprintf(stderr, "error: %s\n", text);
    exit(1);
}

int main(int count, char **arguments)
{
    enum { BATCH = 8, HEADER = 16 };
    qosnets_bundle bundle;
    qosnets_bundle_info_t info;
    if (count != 3) {
        fprintf(stderr, "usage: classify BUNDLE IMAGES\n");
        return 2;
    }
    check(qosnets_bundle_open(arguments[1], 0, &bundle));
    check(qosnets_bundle_info(bundle, &info));

    size_t size = (size_t)info.channels * info.height * info.width;
    uint8_t *pixels = malloc(BATCH * size);
    float *logits = malloc(sizeof(float) * BATCH * info.classes);
    FILE *file = fopen(arguments[2], "rb");
    if (file == NULL || fseek(file, HEADER, SEEK_SET) != 0 || fread(pixels, size, BATCH, file) != BATCH) {
        fprintf(stderr, "error: %s cannot be read; unpack t10k-images-idx3-ubyte.gz\n", arguments[2]);
        return 1;
    }
    fclose(file);

    for (int32_t point = 0; point < info.points; point++) {
        char name[64];
        qosnets_point_info_t facts;
        check(qosnets_point_name(bundle, point, name, sizeof name));
        check(qosnets_point_info(bundle, point, &facts));
        check(qosnets_switch(bundle, point));
        check(qosnets_run(bundle, QOSNETS_CURRENT_POINT, pixels, BATCH, logits, NULL));
        printf("%s, %.1f %% of the power:", name, 100 * facts.relative_power);
        for (int image = 0; image < BATCH; image++) {
            char class_name[64];
            int best = 0;
            for (int c = 1; c < info.classes; c++)
                if (logits[image * info.classes + c] > logits[image * info.classes + best])
                    best = c;
            check(qosnets_class_name(bundle, best, class_name, sizeof class_name));
            printf(" %s", class_name);
        }
        printf("\n");
    }
    check(qosnets_bundle_close(bundle));
    free(pixels);
    free(logits);
    return 0;
}
