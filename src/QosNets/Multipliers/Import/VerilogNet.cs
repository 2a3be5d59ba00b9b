namespace QosNets.Multipliers;

/// <summary>A declared net or variable: its index range and, bit by bit, its value once it is known.</summary>
internal sealed class VerilogNet(string name, int high, int low)
{
    public const int Undriven = -2,
        Driven = -1;

    public string Name => name;

    /// <summary>Highest index.</summary>
    public int High => high;

    /// <summary>Lowest index.</summary>
    public int Low => low;

    /// <summary>
    /// Literal of each bit, lowest first; <see cref="Undriven"/> or <see cref="Driven"/> where it is not known yet.
    /// </summary>
    public int[] Bits { get; } = Unknown(high - low + 1);

    /// <summary>Bits that nothing drives.</summary>
    public static int[] Unknown(int width)
    {
        var bits = new int[width];
        Array.Fill(bits, Undriven);
        return bits;
    }
}

/// <summary>Some bits of a net, as an expression or an assignment names them.</summary>
/// <param name="Net">The net.</param>
/// <param name="First">Position of the lowest bit in <see cref="VerilogNet.Bits"/>.</param>
/// <param name="Width">How many bits.</param>
/// <param name="Offset">Where they are named.</param>
internal readonly record struct VerilogPart(VerilogNet Net, int First, int Width, int Offset)
{
    public Span<int> Bits => Net.Bits.AsSpan(First, Width);

    /// <summary>All of a net.</summary>
    public static VerilogPart All(VerilogNet net, int offset) => new(net, 0, net.Bits.Length, offset);
}
