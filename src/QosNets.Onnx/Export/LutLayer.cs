using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Onnx.Base;

namespace QosNets.Onnx.Export;

/// <summary>
/// The centred accumulators of a layer, Σ (T(x, w) − s(x)) + constant. A table that is a product of two functions and sums of one
/// operand becomes an integer matrix product; any other is looked up for each product.
/// </summary>
internal static class LutLayer
{
    /// <summary>Writes a layer; gives accumulators [batch, groups, channels of a group, positions].</summary>
    public static string Write(LutExport e, Layer layer, int index)
    {
        var (g, name, weights) = (layer.Geometry, layer.Name, e.Bundle.Weights[index]);
        var zero = e.Quantizer(layer.Node.Inputs[0])!.ZeroPoint;
        var table = e.Bundle.Library.Multipliers[e.Point.Assignment[index]].Table;
        var centred = Centred(table, weights.Values, weights.Signed, weights.ZeroPoint, e.Point.Corrected[index]);
        var fields = Patches.Gather(e, name, e.Kept(layer.Node.Inputs[0]), zero, g);
        var parts = TableParts.Of(centred);
        var sums = parts is null
            ? Looked(e, name, fields, g, centred, weights.Values)
            : Product(e, name, fields, g, parts, weights.Values);
        var constants = new int[g.OutChannels];
        for (var o = 0; o < constants.Length; o++)
        {
            var own = weights.Values.AsSpan(o * g.FanIn, g.FanIn);
            var bias = CentredAccumulator.Constant(own, weights.Signed, weights.ZeroPoint, zero);
            foreach (var w in own)
                bias += parts?.OfWeight[w] ?? 0;
            constants[o] = (int)bias;
        }
        var shifted = e.Graph.Node(
            "Add",
            $"{name}.shifted",
            [sums, e.Graph.Ints($"{name}.constants", constants, g.Groups, 1, g.OutChannels / g.Groups)]
        );
        return e.Graph.Node("Transpose", $"{name}.turned", [shifted], ("perm", (int[])[0, 1, 3, 2]));
    }

    /// <summary>T(a, w) − z_w·a − f(a), by bytes.</summary>
    private static int[] Centred(TruthTable table, byte[] weights, bool signed, int zero, bool corrected)
    {
        int[] correction = [];
        if (corrected)
        {
            var histogram = new long[256];
            foreach (var w in weights)
                histogram[w]++;
            correction = ActivationCorrection.Rows(table, histogram);
        }
        var shifts = CentredAccumulator.RowShifts(signed, zero, correction);
        var centred = new int[TruthTable.Length];
        for (var i = 0; i < centred.Length; i++)
            centred[i] = table.Products[i] - shifts[i >> 8];
        return centred;
    }

    /// <summary>Every product looked up: Gather on [group, place in the field, activation] and a sum over the field.</summary>
    private static string Looked(LutExport e, string name, string fields, ConvolutionGeometry g, int[] table, byte[] weights)
    {
        var perGroup = g.OutChannels / g.Groups;
        var rows = new int[g.Groups * g.FanIn * 256 * perGroup];
        var at = 0;
        for (var group = 0; group < g.Groups; group++)
        for (var k = 0; k < g.FanIn; k++)
        for (var a = 0; a < 256; a++)
        for (var o = 0; o < perGroup; o++)
            rows[at++] = table[(a << 8) | weights[(group * perGroup + o) * g.FanIn + k]];
        int[] first = [.. Enumerable.Range(0, g.Groups * g.FanIn).Select(i => 256 * i)];
        var whole = e.Graph.Node("Cast", $"{name}.fields.whole", [fields], ("to", (int)ElementType.Int32));
        var places = e.Graph.Node("Add", $"{name}.rows", [whole, e.Graph.Ints($"{name}.first", first, g.Groups, 1, g.FanIn)]);
        var tables = e.Graph.Ints($"{name}.tables", rows, g.Groups * g.FanIn * 256, perGroup);
        return e.Sum($"{name}.sums", e.Graph.Node("Gather", $"{name}.products", [tables, places], ("axis", 0)), 3);
    }

    /// <summary>Σ A(x)·B(w) + Σ g(x).</summary>
    private static string Product(
        LutExport e,
        string name,
        string fields,
        ConvolutionGeometry g,
        TableParts parts,
        byte[] weights
    )
    {
        var perGroup = g.OutChannels / g.Groups;
        var factors = new int[g.Groups * g.FanIn * perGroup];
        var at = 0;
        for (var group = 0; group < g.Groups; group++)
        for (var k = 0; k < g.FanIn; k++)
        for (var o = 0; o < perGroup; o++)
            factors[at++] = parts.WeightFactor[weights[(group * perGroup + o) * g.FanIn + k]];
        var whole = e.Graph.Node("Cast", $"{name}.fields.whole", [fields], ("to", (int)ElementType.Int32));
        var left = Mapped(e, $"{name}.left", whole, parts.Factor);
        var product = e.Graph.Node(
            "MatMul",
            $"{name}.product",
            [left, e.Graph.Ints($"{name}.right", factors, g.Groups, g.FanIn, perGroup)]
        );
        if (parts.OfActivation.All(v => v == 0))
            return product;
        var own = Mapped(e, $"{name}.own", whole, parts.OfActivation);
        var sum = e.Graph.Node("ReduceSum", $"{name}.own.sum", [own, e.Graph.Longs($"{name}.own.axis", 3)], ("keepdims", 1));
        return e.Graph.Node("Add", $"{name}.sums", [product, sum]);
    }

    private static string Mapped(LutExport e, string name, string whole, int[] of) =>
        e.Graph.Node("Gather", name, [e.Graph.Ints($"{name}.values", of, of.Length), whole], ("axis", 0));
}
