namespace QosNets.Runtime;

/// <summary>What the logits of one image say. Equal logits rank by class index, so ties are decided alike everywhere.</summary>
internal static class Logits
{
    /// <summary>Index of the largest logit, the first of equal ones.</summary>
    /// <param name="logits">[classes], at least one.</param>
    public static int Largest(ReadOnlySpan<float> logits)
    {
        var largest = 0;
        for (var c = 1; c < logits.Length; c++)
        {
            if (logits[c] > logits[largest])
                largest = c;
        }
        return largest;
    }

    /// <summary>How many classes come before a class, 0 for the class of the largest logit.</summary>
    /// <param name="logits">[classes].</param>
    /// <param name="label">The class, 0..classes − 1.</param>
    public static int Rank(ReadOnlySpan<float> logits, int label)
    {
        var rank = 0;
        for (var c = 0; c < logits.Length; c++)
        {
            if (logits[c] > logits[label] || (logits[c] == logits[label] && c < label))
                rank++;
        }
        return rank;
    }
}
