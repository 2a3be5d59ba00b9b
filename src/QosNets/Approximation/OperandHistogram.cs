namespace QosNets.Approximation;

/// <summary>Counts operand bytes.</summary>
internal static class OperandHistogram
{
    /// <summary>How often each byte value occurs in <paramref name="operands"/>, [256].</summary>
    public static long[] Of(ReadOnlySpan<byte> operands)
    {
        var counts = new long[256];
        foreach (var b in operands)
            counts[b]++;
        return counts;
    }
}
