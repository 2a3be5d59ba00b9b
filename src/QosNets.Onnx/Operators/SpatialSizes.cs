using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Windows of a convolution or pooling as rows and columns; 1-D ones have one row.</summary>
/// <param name="Kernel">Rows and columns of a window.</param>
/// <param name="Stride">From window to window.</param>
/// <param name="Dilation">From place to place in a window.</param>
/// <param name="Before">Padding above and to the left.</param>
/// <param name="After">Padding below and to the right, with what rounding up adds.</param>
/// <param name="Overhang">How much of the padding after only rounding up asks for.</param>
internal sealed record SpatialSizes(int[] Kernel, int[] Stride, int[] Dilation, int[] Before, int[] After, int[] Overhang)
{
    private const int MostPadding = 1 << 16;

    /// <summary>Reads strides, dilations, pads, auto_pad and ceil_mode.</summary>
    /// <param name="n">The node.</param>
    /// <param name="spatial">Axes of a window, 1 or 2.</param>
    /// <param name="kernel">Sizes of a window.</param>
    /// <param name="input">Shape of the input.</param>
    /// <param name="floorOnly">Whether there is no ceil_mode.</param>
    /// <exception cref="ImportProblem">A size is out of range.</exception>
    public static SpatialSizes Of(NodeImport n, int spatial, long[] kernel, Shape input, bool floorOnly = false)
    {
        if (kernel.Length != spatial || kernel.Any(k => k is < 1 or > MostPadding))
            throw new ImportProblem($"kernel_shape {string.Join("×", kernel)}; {spatial} sizes of 1 to {MostPadding} are known");
        int[] sizes = spatial == 2 ? [input.Height, input.Width] : [input.Width];
        int[] windows = [.. kernel.Select(k => (int)k)];
        var strides = n.Node.Ints("strides", spatial, 1);
        var dilations = n.Node.Ints("dilations", spatial, 1);
        if (strides.Concat(dilations).Any(s => s < 1))
            throw new ImportProblem("strides and dilations begin at 1");
        var pads = Pads(n, spatial, sizes, windows, strides, dilations);
        if (pads.Any(p => p is < 0 or > MostPadding))
            throw new ImportProblem($"pads {string.Join(", ", pads)}; 0 to {MostPadding} are known");
        var overhang = new int[spatial];
        if (!floorOnly && n.Node.Switch("ceil_mode", false))
        {
            for (var i = 0; i < spatial; i++)
                overhang[i] = Rounded(sizes[i], (windows[i] - 1L) * dilations[i] + 1, strides[i], pads[i], pads[i + spatial]);
        }
        int[] after = [.. pads[spatial..].Zip(overhang, (p, o) => p + o)];
        return new SpatialSizes(
            Both(windows, 1),
            Both(strides, 1),
            Both(dilations, 1),
            Both(pads[..spatial], 0),
            Both(after, 0),
            Both(overhang, 0)
        );
    }

    private static int[] Pads(NodeImport n, int spatial, int[] sizes, int[] kernel, int[] strides, int[] dilations)
    {
        var mode = n.Node.Text("auto_pad", "NOTSET");
        if (mode is "NOTSET" or "")
            return n.Node.Ints("pads", 2 * spatial, 0);
        var pads = new int[2 * spatial];
        if (mode == "VALID")
            return pads;
        if (mode is not ("SAME_UPPER" or "SAME_LOWER"))
            throw new ImportProblem($"auto_pad = {mode}; NOTSET, VALID, SAME_UPPER and SAME_LOWER are known");
        for (var i = 0; i < spatial; i++)
        {
            var windows = (sizes[i] + strides[i] - 1) / strides[i];
            var total = (int)
                Math.Clamp((windows - 1L) * strides[i] + (kernel[i] - 1L) * dilations[i] + 1 - sizes[i], 0, int.MaxValue);
            pads[i] = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
            pads[i + spatial] = total - pads[i];
        }
        return pads;
    }

    /// <summary>What rounding the number of windows up adds; a window that begins in the padding after is left out.</summary>
    private static int Rounded(int size, long span, int stride, int before, int after)
    {
        var room = (long)size + before + after - span;
        var windows = (room + stride - 1) / stride + 1;
        if ((windows - 1) * stride >= (long)size + before)
            windows--;
        return (int)Math.Max((windows - 1) * stride - room, 0);
    }

    private static int[] Both(int[] sizes, int none) => sizes.Length == 2 ? sizes : [none, sizes[0]];
}
