namespace QosNets.Hardware;

/// <summary>
/// Energies of an accelerator's parts in picojoules, and the sizes of its array and memories. The defaults are those of
/// Horowitz, "Computing's energy problem (and what we can do about it)", ISSCC 2014, figure 1.1.9: 45 nm, 0.9 V.
/// Clock tree, control, wires between parts and leakage are not in it.
/// </summary>
internal sealed record EnergyModel
{
    /// <summary>One exact 8×8-bit multiplication, pJ; others cost this times their relative power.</summary>
    public double Multiplication { get; init; } = 0.2;

    /// <summary>One addition of 8-bit integers, pJ.</summary>
    public double Addition8 { get; init; } = 0.03;

    /// <summary>One addition of 32-bit integers, pJ; widths between lie on the straight line, above as well.</summary>
    public double Addition32 { get; init; } = 0.1;

    /// <summary>One multiplication of 32-bit integers, pJ: Σ x times the weights' zero point.</summary>
    public double Multiplication32 { get; init; } = 3.1;

    /// <summary>One float32 multiplication, pJ.</summary>
    public double FloatMultiplication { get; init; } = 3.7;

    /// <summary>One float32 addition, pJ.</summary>
    public double FloatAddition { get; init; } = 0.9;

    /// <summary>Sizes of memories of known energy, KiB, rising.</summary>
    public IReadOnlyList<double> SramKib { get; init; } = [8, 32, 1024];

    /// <summary>Energy of one access of 64 bits to a memory of each size, pJ.</summary>
    public IReadOnlyList<double> SramAccess64 { get; init; } = [10, 20, 100];

    /// <summary>One bit from or to DRAM, pJ: 1.3 nJ for 64 bits, the lower end of Horowitz' range.</summary>
    public double DramBit { get; init; } = 1300.0 / 64;

    /// <summary>
    /// One bit written to a register, pJ. The source has no figure; this is the memories' square root law at 8 bytes.
    /// Reading a register costs nothing: its output is there.
    /// </summary>
    public double RegisterBit { get; init; } = 0.005;

    /// <summary>Rows of the array, at least 1.</summary>
    public int Rows { get; init; } = 16;

    /// <summary>Columns of the array, at least 1.</summary>
    public int Columns { get; init; } = 16;

    /// <summary>Size of the memory for activations, KiB.</summary>
    public double ActivationKib { get; init; } = 64;

    /// <summary>Size of the memory for weights, KiB.</summary>
    public double WeightKib { get; init; } = 128;

    /// <summary>Size of the memory for partial sums of the weight-stationary dataflow, KiB.</summary>
    public double SumKib { get; init; } = 16;

    /// <summary>Bits of an accumulator; 0 takes the width that is proven for the bundle.</summary>
    public int AccumulatorBits { get; init; }

    /// <summary>One addition of integers of so many bits, pJ.</summary>
    public double Addition(int bits) => Addition8 + (bits - 8) / 24.0 * (Addition32 - Addition8);

    /// <summary>
    /// One bit read from or written to a memory, pJ. Between the known sizes energy is a power of the size; outside it grows
    /// with the square root of the size, as bit and word lines do. A word costs in proportion to its bits.
    /// </summary>
    /// <param name="kib">Size of the memory, KiB, above 0.</param>
    public double SramBit(double kib)
    {
        var last = SramKib.Count - 1;
        if (kib <= SramKib[0])
            return SramAccess64[0] * Math.Sqrt(kib / SramKib[0]) / 64;
        if (kib >= SramKib[last])
            return SramAccess64[last] * Math.Sqrt(kib / SramKib[last]) / 64;
        var i = 0;
        while (kib > SramKib[i + 1])
            i++;
        var share = Math.Log(kib / SramKib[i]) / Math.Log(SramKib[i + 1] / SramKib[i]);
        return SramAccess64[i] * Math.Pow(SramAccess64[i + 1] / SramAccess64[i], share) / 64;
    }

    /// <summary>One look-up in a correction table of 256 words, pJ.</summary>
    /// <param name="bits">Bits of a word.</param>
    public double LookUp(int bits) => bits * SramBit(256.0 * bits / 8 / 1024);

    /// <summary>What is wrong with the numbers, or null; every energy and size must be finite and in its range.</summary>
    public string? Fault()
    {
        (string Name, double Value)[] energies =
        [
            ("multiplication", Multiplication),
            ("addition_8", Addition8),
            ("addition_32", Addition32),
            ("multiplication_32", Multiplication32),
            ("float_multiplication", FloatMultiplication),
            ("float_addition", FloatAddition),
            ("dram_bit", DramBit),
            ("register_bit", RegisterBit),
        ];
        foreach (var (name, value) in energies)
        {
            if (!double.IsFinite(value) || value < 0)
                return $"{name} is {value}; an energy is a number at or above 0";
        }
        if (SramKib.Count == 0 || SramKib.Count != SramAccess64.Count)
            return $"sram_kib has {SramKib.Count} sizes, sram_access_64 {SramAccess64.Count} energies; give one for each";
        for (var i = 0; i < SramKib.Count; i++)
        {
            if (!(SramKib[i] > (i == 0 ? 0 : SramKib[i - 1])) || !double.IsFinite(SramKib[i]))
                return $"sram_kib has {SramKib[i]} at place {i + 1}; sizes are above 0 and rise";
            if (!(SramAccess64[i] > 0) || !double.IsFinite(SramAccess64[i]))
                return $"sram_access_64 has {SramAccess64[i]} at place {i + 1}; an access costs more than 0";
        }
        foreach (
            var (name, kib) in (ReadOnlySpan<(string, double)>)
                [("activation_kib", ActivationKib), ("weight_kib", WeightKib), ("sum_kib", SumKib)]
        )
        {
            if (!(kib > 0) || !double.IsFinite(kib))
                return $"{name} is {kib}; a memory has more than 0 KiB";
        }
        if (Rows < 1 || Columns < 1)
            return $"the array is {Rows}x{Columns}; it has at least one row and one column";
        return AccumulatorBits is 0 or >= 8 and <= 64
            ? null
            : $"accumulator_bits is {AccumulatorBits}; write 8 to 64, or 0 for the proven width";
    }
}
