namespace QosNets.Runtime;

/// <summary>
/// Temperatures of logits: softmax(logits / T) of a calibrated point gives probabilities that come true (Guo and others,
/// 2017), so that the same margin means the same at every point.
/// </summary>
internal static class Temperature
{
    private const double Smallest = 0.05;
    private const double Largest = 20;

    // The logarithm of the range shrinks to 10⁻⁴ of it, finer than the hundredths that are kept.
    private const int Steps = 24;
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>
    /// The temperature of least cross entropy over every other image, to hundredths; 1 where it does not lower the cross
    /// entropy of the images in between, for then it has learnt nothing that holds.
    /// </summary>
    /// <param name="logits">[images, classes].</param>
    /// <param name="labels">Class of each image.</param>
    public static float Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var (low, high) = (Math.Log(Smallest), Math.Log(Largest));
        for (var i = 0; i < Steps; i++)
        {
            // Cross entropy has one minimum over 1/T, in which it is convex: golden sections close in on it.
            var (left, right) = (high - Golden * (high - low), low + Golden * (high - low));
            (low, high) =
                Entropy(logits, labels, 0, Math.Exp(left)) <= Entropy(logits, labels, 0, Math.Exp(right))
                    ? (low, right)
                    : (left, high);
        }
        var found = Math.Round(Math.Exp((low + high) / 2), 2);
        return Entropy(logits, labels, 1, found) < Entropy(logits, labels, 1, 1) ? (float)found : 1;
    }

    /// <summary>Cross entropy, summed over every other image from one on.</summary>
    private static double Entropy(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int first, double temperature)
    {
        var (classes, sum) = (logits.Length / labels.Length, 0.0);
        for (var i = first; i < labels.Length; i += 2)
        {
            var image = logits.Slice(i * classes, classes);
            var (largest, total) = (double.NegativeInfinity, 0.0);
            foreach (var logit in image)
                largest = Math.Max(largest, logit);
            foreach (var logit in image)
                total += Math.Exp((logit - largest) / temperature);
            sum += Math.Log(total) - (image[labels[i]] - largest) / temperature;
        }
        return sum;
    }
}
