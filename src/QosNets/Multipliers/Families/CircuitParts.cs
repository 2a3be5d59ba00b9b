using System.Numerics;

namespace QosNets.Multipliers;

/// <summary>Gates of parts that several families share.</summary>
internal static class CircuitParts
{
    /// <summary>
    /// Two-input ors of an encoder that turns lines 1..<paramref name="lines"/>, of which at most one is set, into a binary
    /// number.
    /// </summary>
    public static int EncoderOrs(int lines)
    {
        var ors = 0;
        for (var bit = 1; bit <= lines; bit <<= 1)
            ors += Enumerable.Range(1, lines).Count(n => (n & bit) != 0) - 1;
        return ors;
    }

    /// <summary>A shifter to the left in stages of 1, 2, 4, …: one multiplexer for each bit that a stage puts out.</summary>
    /// <param name="width">Bits that come in.</param>
    /// <param name="largest">Largest shift, at least 1.</param>
    /// <param name="limit">Bits above this width do not occur.</param>
    public static GateCount LeftShifter(int width, int largest, int limit)
    {
        var multiplexers = 0;
        for (var stage = 0; stage <= BitOperations.Log2((uint)largest); stage++)
        {
            width = Math.Min(width + (1 << stage), limit);
            multiplexers += width;
        }
        return new GateCount(Multiplexers: multiplexers);
    }
}
