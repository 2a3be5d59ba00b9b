namespace QosNets.Data;

/// <summary>
/// Scales planes of pixels: along each axis the mean of neighbours weighted by a triangle, as wide as a step between new pixels
/// where the image shrinks (bilinear with antialiasing), rounded once at the end.
/// </summary>
internal static class ImageResize
{
    /// <summary>A plane under another size.</summary>
    /// <param name="plane">[height, width].</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="size">Rows and columns of the result.</param>
    /// <param name="fit">How other shapes come to it.</param>
    /// <param name="result">[size, size].</param>
    public static void Scale(ReadOnlySpan<byte> plane, int height, int width, int size, ImageFit fit, Span<byte> result)
    {
        var shorter = Math.Min(height, width);
        var (rows, columns) =
            fit == ImageFit.Crop
                ? (new Axis(height, shorter, size), new Axis(width, shorter, size))
                : (new Axis(height, height, size), new Axis(width, width, size));
        var narrow = new float[height * size];
        for (var y = 0; y < height; y++)
        for (var x = 0; x < size; x++)
        {
            var sum = 0f;
            for (var i = 0; i < columns.Weights[x].Length; i++)
                sum += columns.Weights[x][i] * plane[y * width + columns.First[x] + i];
            narrow[y * size + x] = sum;
        }
        for (var y = 0; y < size; y++)
        for (var x = 0; x < size; x++)
        {
            var sum = 0f;
            for (var i = 0; i < rows.Weights[y].Length; i++)
                sum += rows.Weights[y][i] * narrow[(rows.First[y] + i) * size + x];
            result[y * size + x] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
        }
    }

    /// <summary>For each new position the first old one that it reads, and the weights from there on; they sum to 1.</summary>
    private sealed class Axis
    {
        public Axis(int length, int used, int size)
        {
            (First, Weights) = (new int[size], new float[size][]);
            var (step, offset) = ((double)used / size, (length - used) / 2.0);
            var reach = Math.Max(step, 1);
            for (var i = 0; i < size; i++)
            {
                var center = offset + (i + 0.5) * step;
                var first = Math.Max((int)Math.Ceiling(center - reach - 0.5), 0);
                var last = Math.Min((int)Math.Floor(center + reach - 0.5), length - 1);
                var weights = new double[last - first + 1];
                for (var k = first; k <= last; k++)
                    weights[k - first] = Math.Max(0, 1 - Math.Abs(k + 0.5 - center) / reach);
                var sum = weights.Sum();
                First[i] = first;
                Weights[i] = [.. weights.Select(w => (float)(w / sum))];
            }
        }

        public int[] First { get; }

        public float[][] Weights { get; }
    }
}
