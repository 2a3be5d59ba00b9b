using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>
/// Quant and IntQuant of QONNX (https://github.com/fastmachinelearning/qonnx), which round to a grid of up to 8 bits and go on
/// with real numbers. Fewer than 256 steps are kept by a cut to their range before the grid.
/// </summary>
internal static class Qonnx8
{
    private const int MostBits = 8;

    public static Value Quant(NodeImport n)
    {
        var (scale, zero) = (n.Constant(1, "the scale"), n.Constant(2, "the zero point"));
        var bits = n.Constant(3, "the number of bits").Real(0);
        if (bits != MathF.Floor(bits) || bits is < 1 or > MostBits)
            throw new ImportProblem($"{bits} bits; 1 to {MostBits} whole ones are known");
        if (n.Node.Text("rounding_mode", "ROUND") is not ("ROUND" or "HALF_EVEN") and var mode)
            throw new ImportProblem($"rounding_mode = {mode}; ROUND is known");
        var (signed, narrow) = (n.Node.Switch("signed", true), n.Node.Switch("narrow", false));
        var steps = 1 << (int)bits;
        var low = signed ? -(steps / 2) + (narrow ? 1 : 0) : 0;
        var high = signed ? steps / 2 - 1 : steps - 1 - (narrow ? 1 : 0);
        if (zero.ToReals().Distinct().Count() != 1 || zero.Real(0) != MathF.Round(zero.Real(0)))
            throw new ImportProblem("zero points that differ or are no whole numbers; one whole zero point is known");
        var grid = new Grid((int)Math.Clamp(zero.Real(0), -1000, 1000), low, high, signed ? 128 : 0);
        return n[0] is ConstantValue c
            ? new ConstantValue(Weights(c.Constant, scale, grid))
            : Tensor(n, n.Activation(0), scale, grid);
    }

    private static Activation Tensor(NodeImport n, Activation x, Constant scale, Grid grid)
    {
        if (scale.Length != 1)
            throw new ImportProblem("a tensor with several scales; weights may have them, tensors have one");
        var step = Quantised.Checked(scale.Real(0));
        if (grid.High - grid.Low < byte.MaxValue)
        {
            var (low, high) = (step * (grid.Low - grid.Zero), step * (grid.High - grid.Zero));
            x = n.Elementwise(x, (name, from) => new ClipNode(name, from, low, high));
        }
        Quantised.SetQuantizer(n.Graph, x, step, grid.Zero + grid.Shift);
        return x;
    }

    private static Constant Weights(Constant c, Constant scale, Grid grid)
    {
        float[] scales = [.. scale.ToReals().Select(Quantised.Checked)];
        var axis = scale.Dims.Index().Where(d => d.Item != 1).Select(d => d.Index + c.Rank - scale.Rank).FirstOrDefault();
        if (axis < 0 || axis >= Math.Max(c.Rank, 1) || (scales.Length != 1 && c.Dims[axis] != scales.Length))
            throw new ImportProblem($"scales of {string.Join("×", scale.Dims)} for a weight of {string.Join("×", c.Dims)}");
        var inner = c.Rank == 0 ? 1 : (int)c.Dims[(axis + 1)..].Aggregate(1L, (a, b) => a * b);
        var values = new float[c.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var step = scales[scales.Length == 1 ? 0 : i / inner % scales.Length];
            values[i] = step * (Math.Clamp(MathF.Round(c.Real(i) / step) + grid.Zero, grid.Low, grid.High) - grid.Zero);
        }
        var zero = grid.Zero + grid.Shift;
        return Constant.Of(c.Dims, values, zero is >= 0 and <= 255 ? new ConstantGrid(scales, zero, axis) : null);
    }

    /// <summary>Whole numbers Low..High with that of real 0, and what is added to make them bytes.</summary>
    private readonly record struct Grid(int Zero, int Low, int High, int Shift);
}
