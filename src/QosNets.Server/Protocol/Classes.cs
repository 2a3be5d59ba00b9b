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
}
