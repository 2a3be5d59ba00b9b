using System.Globalization;
using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Hardware;

/// <summary>
/// Layers as problems of Timeloop (version 0.4): N images, G groups, M output and C input channels of a group, P×Q positions, an
/// R×S kernel.
/// </summary>
internal static class TimeloopLayers
{
    /// <summary>The problems of a bundle's layers: file name and text of each.</summary>
    public static IReadOnlyList<(string Name, string Text)> Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return
        [
            .. bundle.Network.Layers.Select(
                (l, i) =>
                    (
                        string.Create(CultureInfo.InvariantCulture, $"{i:00}_{Name(l.Name)}.yaml"),
                        Problem(l.Geometry, VerilogText.Comment(l.Name))
                    )
            ),
        ];
    }

    private static string Name(string layer) =>
        string.Concat(layer.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));

    private static string Problem(ConvolutionGeometry g, string layer) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Layer {layer}, one image.
            problem:
              version: 0.4
              instance:
                N: 1
                G: {g.Groups}
                M: {g.OutChannels / g.Groups}
                C: {g.InChannels / g.Groups}
                P: {g.OutHeight}
                Q: {g.OutWidth}
                R: {g.KernelHeight}
                S: {g.KernelWidth}
                Hstride: {g.StrideHeight}
                Wstride: {g.StrideWidth}
                Hdilation: {g.DilationHeight}
                Wdilation: {g.DilationWidth}
            {Shape}
            """
        );

    private const string Shape = """
          shape:
            name: grouped-convolution
            dimensions: [N, G, M, C, P, Q, R, S]
            coefficients:
            - {name: Hstride, default: 1}
            - {name: Wstride, default: 1}
            - {name: Hdilation, default: 1}
            - {name: Wdilation, default: 1}
            data_spaces:
            - name: Weights
              projection: [[[G]], [[M]], [[C]], [[R]], [[S]]]
            - name: Inputs
              projection: [[[N]], [[G]], [[C]], [[P, Hstride], [R, Hdilation]], [[Q, Wstride], [S, Wdilation]]]
            - name: Outputs
              projection: [[[N]], [[G]], [[M]], [[P]], [[Q]]]
              read_write: True

        """;
}
