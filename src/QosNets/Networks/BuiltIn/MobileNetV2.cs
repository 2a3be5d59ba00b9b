namespace QosNets.Networks;

/// <summary>
/// MobileNetV2 (Sandler et al. 2018, table 2). Images of at most 32 rows or columns keep their size in the stem,
/// since the network's other strides already divide by 16.
/// </summary>
internal static class MobileNetV2
{
    /// <summary>Expansion factor, output channels, blocks, stride of the first block.</summary>
    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Stages =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    public static void Build(NetworkBuilder graph, int classes, double width)
    {
        var stemStride = Math.Min(graph.Shape.Height, graph.Shape.Width) > 32 ? 2 : 1;
        Unit(graph, "stem", Scaled(32, width), kernel: 3, stemStride, groups: 1);
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (expansion, channels, blocks, stride) = Stages[stage];
            for (var block = 0; block < blocks; block++)
                InvertedResidual(
                    graph,
                    $"stage{stage + 1}.block{block}",
                    expansion,
                    Scaled(channels, width),
                    block == 0 ? stride : 1
                );
        }
        Unit(graph, "head", Scaled(1280, Math.Max(1, width)), kernel: 1, stride: 1, groups: 1);
        graph.GlobalAveragePool("pool").Linear("classifier", classes);
    }

    private static void InvertedResidual(NetworkBuilder graph, string name, int expansion, int channels, int stride)
    {
        var identity = graph.Last;
        var inChannels = graph.Shape.Channels;
        if (expansion != 1)
            Unit(graph, $"{name}.expand", inChannels * expansion, kernel: 1, stride: 1, groups: 1);
        Unit(graph, $"{name}.depthwise", graph.Shape.Channels, kernel: 3, stride, groups: graph.Shape.Channels);
        graph.Convolution($"{name}.project.conv", channels, kernel: 1, stride: 1, padding: 0).BatchNorm($"{name}.project.bn");
        if (stride == 1 && inChannels == channels)
            graph.Append(new AddNode($"{name}.add", graph.Last, identity));
    }

    private static void Unit(NetworkBuilder graph, string name, int channels, int kernel, int stride, int groups) =>
        graph
            .Convolution($"{name}.conv", channels, kernel, stride, kernel / 2, groups)
            .BatchNorm($"{name}.bn")
            .Activation($"{name}.relu6", ActivationKind.Relu6);

    /// <summary>Channels times the width multiplier, to the next multiple of 8 that loses less than a tenth.</summary>
    private static int Scaled(int channels, double width)
    {
        var wanted = channels * width;
        var rounded = Math.Max(8, (int)(wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }
}
