using QosNets.Onnx.Base;

namespace QosNets.Onnx.Constants;

/// <summary>The grid that values were read from: value = scale · (whole − zero point).</summary>
/// <param name="Scales">One, or one for each index along <paramref name="Axis"/>; above 0.</param>
/// <param name="ZeroPoint">The unsigned byte of real 0, 0..255: signed values count from −128.</param>
/// <param name="Axis">The axis that has the scales.</param>
internal sealed record ConstantGrid(float[] Scales, int ZeroPoint, int Axis);

/// <summary>A tensor whose values are known: real numbers, or whole ones. Its arrays are not changed.</summary>
internal sealed class Constant
{
    /// <summary>Values that a tensor may have at most.</summary>
    public const int MostValues = 1 << 27;

    private Constant(long[] dims, float[]? reals, long[]? whole, ElementType type)
    {
        (Dims, Reals, Whole, Type) = (dims, reals, whole, type);
    }

    public long[] Dims { get; }

    /// <summary>The real values, or null where they are whole.</summary>
    public float[]? Reals { get; }

    /// <summary>The whole values, or null where they are real; those of booleans are 0 and 1.</summary>
    public long[]? Whole { get; }

    public ElementType Type { get; }

    /// <summary>The grid that the values were dequantised from, or null.</summary>
    public ConstantGrid? Grid { get; private init; }

    public int Length => Reals?.Length ?? Whole!.Length;

    public int Rank => Dims.Length;

    public static Constant Of(long[] dims, float[] values, ConstantGrid? grid = null) =>
        new(dims, values, null, ElementType.Float) { Grid = grid };

    public static Constant Of(long[] dims, long[] values, ElementType type = ElementType.Int64) => new(dims, null, values, type);

    /// <summary>Whole numbers in a row.</summary>
    public static Constant Row(params long[] values) => Of([values.Length], values);

    public float Real(int index) => Reals is null ? Whole![index] : Reals[index];

    /// <summary>All values as real ones.</summary>
    public float[] ToReals() => Reals ?? Array.ConvertAll(Whole!, v => (float)v);

    /// <summary>The same values under other sizes.</summary>
    public Constant WithDims(long[] dims) => new(dims, Reals, Whole, Type);

    /// <summary>New sizes with the value of each place taken from a place of this one.</summary>
    public Constant Pick(long[] dims, int[] from) =>
        Reals is null ? Of(dims, [.. from.Select(i => Whole![i])], Type) : Of(dims, [.. from.Select(i => Reals[i])]);
}
