using QosNets.Kernels;

namespace QosNets.Onnx.Export;

/// <summary>The receptive fields of a layer, gathered from its padded input.</summary>
internal static class Patches
{
    /// <summary>Receptive fields [batch, groups, positions, fan-in] of bytes.</summary>
    /// <param name="e">The export.</param>
    /// <param name="name">Beginning of the new names.</param>
    /// <param name="bytes">The input [batch, channels, rows, columns].</param>
    /// <param name="zero">Byte of the padding.</param>
    /// <param name="g">Sizes.</param>
    public static string Gather(LutExport e, string name, string bytes, int zero, ConvolutionGeometry g)
    {
        var x = bytes;
        if (g.PadTop + g.PadLeft + g.PadBottom + g.PadRight > 0)
        {
            var pads = e.Graph.Longs($"{name}.pads", 0, 0, g.PadTop, g.PadLeft, 0, 0, g.PadBottom, g.PadRight);
            x = e.Graph.Node("Pad", $"{name}.padded", [x, pads, e.Graph.Bytes($"{name}.padding", [(byte)zero], signed: false)]);
        }
        var (height, width) = (g.InHeight + g.PadTop + g.PadBottom, g.InWidth + g.PadLeft + g.PadRight);
        var row = e.Graph.Node(
            "Reshape",
            $"{name}.row",
            [x, e.Graph.Longs($"{name}.length", -1, (long)g.InChannels * height * width)]
        );
        var places = Places(g, height, width);
        var indices = e.Graph.Ints($"{name}.places", places, g.Groups, g.OutHeight * g.OutWidth, g.FanIn);
        return e.Graph.Node("Gather", $"{name}.fields", [row, indices], ("axis", 1));
    }

    /// <summary>How many places of each window lie inside the input.</summary>
    public static int[] Inside(ConvolutionGeometry g)
    {
        var counts = new int[g.OutHeight * g.OutWidth];
        for (var p = 0; p < counts.Length; p++)
        {
            var (top, left) = (p / g.OutWidth * g.StrideHeight - g.PadTop, p % g.OutWidth * g.StrideWidth - g.PadLeft);
            counts[p] = Overlap(top, g.KernelHeight, g.InHeight) * Overlap(left, g.KernelWidth, g.InWidth);
        }
        return counts;
    }

    private static int Overlap(int first, int count, int size) => Math.Min(first + count, size) - Math.Max(first, 0);

    private static int[] Places(ConvolutionGeometry g, int height, int width)
    {
        var perGroup = g.InChannels / g.Groups;
        var places = new int[g.Groups * g.OutHeight * g.OutWidth * g.FanIn];
        var at = 0;
        for (var group = 0; group < g.Groups; group++)
        for (var y = 0; y < g.OutHeight; y++)
        for (var x = 0; x < g.OutWidth; x++)
        for (var channel = group * perGroup; channel < (group + 1) * perGroup; channel++)
        for (var i = 0; i < g.KernelHeight; i++)
        for (var j = 0; j < g.KernelWidth; j++)
        {
            var (row, column) = (y * g.StrideHeight + i * g.DilationHeight, x * g.StrideWidth + j * g.DilationWidth);
            places[at++] = (channel * height + row) * width + column;
        }
        return places;
    }
}
