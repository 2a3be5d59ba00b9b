namespace QosNets.Data;

/// <summary>Mean and standard deviation of pixels / 255 per channel.</summary>
internal static class PixelStatistics
{
    /// <summary>Both rounded to 4 decimals; counted per pixel value, so neither order nor threads can change a bit.</summary>
    public static (float[] Mean, float[] Std) Compute(ImageSet set)
    {
        var mean = new float[set.Channels];
        var std = new float[set.Channels];
        var plane = set.Height * set.Width;
        for (var channel = 0; channel < set.Channels; channel++)
        {
            var counts = new long[256];
            for (var image = 0; image < set.Count; image++)
            {
                foreach (var pixel in set.Pixels.AsSpan(image * set.ImageSize + channel * plane, plane))
                    counts[pixel]++;
            }
            long sum = 0,
                squares = 0;
            for (var value = 0; value < 256; value++)
            {
                sum += counts[value] * value;
                squares += counts[value] * value * value;
            }
            var total = (double)set.Count * plane;
            var average = sum / total;
            var deviation = Math.Sqrt(Math.Max(0, squares / total - average * average));
            mean[channel] = (float)Math.Round(average / 255, 4);
            // Without this a channel that never changes would divide by 0.
            std[channel] = (float)Math.Round(deviation / 255, 4) is var rounded and > 0 ? rounded : 1;
        }
        return (mean, std);
    }
}
