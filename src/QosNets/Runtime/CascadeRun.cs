namespace QosNets.Runtime;

/// <summary>
/// The later points of a cascade over one batch: gathers the unsure images, runs them, and puts their logits in place of
/// the earlier ones. Its buffers grow to the largest batch that they have seen.
/// </summary>
internal sealed class CascadeRun
{
    private ulong[] unsure = [];
    private byte[] pixels = [];
    private float[] logits = [];

    /// <summary>Runs the later points.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="cascade">The cascade, whose first point has run.</param>
    /// <param name="images">Pixels of the batch.</param>
    /// <param name="results">Logits of the first point; on return those of the last point of each image.</param>
    /// <param name="points">The point that gave each image's logits.</param>
    /// <param name="margins">Takes the margins at the first point.</param>
    /// <param name="most">How many images may run at each later point.</param>
    /// <returns>How many images ran at the second point.</returns>
    public int Run(
        Engine engine,
        Cascade cascade,
        ReadOnlySpan<byte> images,
        Span<float> results,
        Span<int> points,
        Span<float> margins,
        int most
    )
    {
        var (image, classes) = (images.Length / points.Length, results.Length / points.Length);
        if (unsure.Length < points.Length)
            unsure = new ulong[points.Length];
        var (count, again) = (points.Length, 0);
        for (var i = 0; i < count; i++)
        {
            margins[i] = engine.Margin(cascade.First, results.Slice(i * classes, classes));
            unsure[i] = Entry(margins[i], i);
        }
        for (var stage = 1; stage < cascade.Points.Count && count > 0; stage++)
        {
            count = Keep(count, cascade.MinMarginSpan[stage - 1], most);
            again = stage == 1 ? count : again;
            Grow(count, image, classes);
            for (var k = 0; k < count; k++)
                images.Slice(Image(k) * image, image).CopyTo(pixels.AsSpan(k * image));
            var point = cascade.PointSpan[stage];
            engine.Run(point, pixels.AsSpan(0, count * image), count, logits.AsSpan(0, count * classes));
            for (var k = 0; k < count; k++)
            {
                var i = Image(k);
                var found = logits.AsSpan(k * classes, classes);
                found.CopyTo(results[(i * classes)..]);
                points[i] = point;
                unsure[k] = Entry(engine.Margin(point, found), i);
            }
        }
        return again;
    }

    // Margins are not negative, and bits of such floats have their order: entries sort by margin, then by place.
    private static ulong Entry(float margin, int image) => (ulong)BitConverter.SingleToUInt32Bits(margin) << 32 | (uint)image;

    private static float Margin(ulong entry) => BitConverter.UInt32BitsToSingle((uint)(entry >> 32));

    private int Image(int k) => (int)(uint)unsure[k];

    /// <summary>Keeps the entries below a margin; of too many those of the least margins.</summary>
    private int Keep(int count, float minMargin, int most)
    {
        var kept = 0;
        for (var k = 0; k < count; k++)
        {
            if (!(Margin(unsure[k]) >= minMargin))
                unsure[kept++] = unsure[k];
        }
        if (kept <= most)
            return kept;
        unsure.AsSpan(0, kept).Sort();
        return most;
    }

    private void Grow(int count, int image, int classes)
    {
        if (pixels.Length >= count * image && logits.Length >= count * classes)
            return;
        (pixels, logits) = (new byte[count * image], new float[count * classes]);
    }
}
