namespace QosNets.Server.Protocol;

/// <summary>From logits to classes.</summary>
internal static class Classes
{
    /// <summary>Index of the largest logit, the first of equal ones.</summary>
    public static int Largest(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var c = 1; c < logits.Length; c++)
        {
            if (logits[c] > logits[best])
                best = c;
        }
        return best;
    }

    /// <summary>The class of each image.</summary>
    /// <param name="logits">[images, classes].</param>
    /// <param name="classes">Number of classes.</param>
    public static long[] OfAll(ReadOnlySpan<float> logits, int classes)
    {
        var all = new long[logits.Length / classes];
        for (var i = 0; i < all.Length; i++)
            all[i] = Largest(logits.Slice(i * classes, classes));
        return all;
    }
}
