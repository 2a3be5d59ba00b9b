/* The loop that any compiler user would write first: the yardstick of the kernel benchmark. */
#include <stdint.h>

/* r[m,n] = sum over k of table[256 x[m,k] + w[n,k]] */
void plain_gemm(const uint16_t *table, const uint8_t *x, const uint8_t *w, int32_t *r, int m, int n, int k)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            int32_t sum = 0;
            for (int l = 0; l < k; l++)
                sum += table[256 * x[(long)i * k + l] + w[(long)j * k + l]];
            r[(long)i * n + j] = sum;
        }
}

/* Convolution of [batch,c,h,wd] by [oc,c/groups,kh,kw] on images that are padded already. */
void plain_convolution(const uint16_t *table, const uint8_t *x, const uint8_t *w, int32_t *r, int batch, int c, int h,
                       int wd, int oc, int kh, int kw, int stride, int groups)
{
    int oh = (h - kh) / stride + 1, ow = (wd - kw) / stride + 1, cg = c / groups;
    for (int b = 0; b < batch; b++)
        for (int o = 0; o < oc; o++) {
            int first = o / (oc / groups) * cg;
            int32_t *plane = r + ((long)b * oc + o) * oh * ow;
            for (int p = 0; p < oh * ow; p++)
                plane[p] = 0;
            for (int i = 0; i < cg; i++)
                for (int ky = 0; ky < kh; ky++)
                    for (int kx = 0; kx < kw; kx++) {
                        const uint16_t *column = table + w[((o * cg + i) * kh + ky) * kw + kx];
                        for (int y = 0; y < oh; y++) {
                            const uint8_t *line = x + (((long)b * c + first + i) * h + y * stride + ky) * wd + kx;
                            for (int z = 0; z < ow; z++)
                                plane[y * ow + z] += column[256 * line[z * stride]];
                        }
                    }
        }
}
