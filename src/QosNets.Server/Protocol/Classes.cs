using QosNets.Runtime;

namespace QosNets.Server.Protocol;

/// <summary>From logits to classes.</summary>
internal static class Classes
{
    /// <summary>The class of each image.</summary>
    /// <param name="logits">[images, classes].</param>
    /// <param name="classes">Number of classes.</param>
    public static long[] OfAll(ReadOnlySpan<float> logits, int classes)
    {
        var all = new long[logits.Length / classes];
        for (var i = 0; i < all.Length; i++)
            all[i] = Logits.Largest(logits.Slice(i * classes, classes));
        return all;
    }
}
