namespace QosNets.Networks;

/// <summary>
/// The CIFAR ResNets of He et al. 2015 (section 4.2): depth 6·blocks + 2, three stages of 16, 32 and 64 channels,
/// and shortcuts without parameters (option A).
/// </summary>
internal static class CifarResNet
{
    public static void Build(NetworkBuilder graph, int classes, int depth)
    {
        graph.Convolution("stem.conv", 16, kernel: 3, stride: 1, padding: 1).BatchNorm("stem.bn").Activation("stem.relu");
        for (var stage = 1; stage <= 3; stage++)
        {
            for (var block = 0; block < (depth - 2) / 6; block++)
                BasicBlock(graph, $"stage{stage}.block{block}", 16 << (stage - 1), stride: stage > 1 && block == 0 ? 2 : 1);
        }
        graph.GlobalAveragePool("pool").Linear("classifier", classes);
    }

    private static void BasicBlock(NetworkBuilder graph, string name, int channels, int stride)
    {
        var identity = graph.Last;
        graph
            .Convolution($"{name}.conv1", channels, kernel: 3, stride, padding: 1)
            .BatchNorm($"{name}.bn1")
            .Activation($"{name}.relu1")
            .Convolution($"{name}.conv2", channels, kernel: 3, stride: 1, padding: 1)
            .BatchNorm($"{name}.bn2");
        var branch = graph.Last;
        if (stride != 1 || graph.ShapeOf(identity).Channels != channels)
            identity = graph.Append(new ShortcutNode($"{name}.shortcut", identity, channels, stride)).Last;
        graph.Append(new AddNode($"{name}.add", branch, identity)).Activation($"{name}.relu2");
    }
}
