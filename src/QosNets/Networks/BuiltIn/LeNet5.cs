namespace QosNets.Networks;

/// <summary>
/// LeNet-5 (LeCun et al. 1998) with ReLU and max pooling, as it is usually built today: 28×28 grey images give 61,706 parameters.
/// </summary>
internal static class LeNet5
{
    public static void Build(NetworkBuilder graph, int classes)
    {
        graph
            .Convolution("conv1", 6, kernel: 5, stride: 1, padding: 2, bias: true)
            .Activation("relu1")
            .MaxPool("pool1", 2)
            .Convolution("conv2", 16, kernel: 5, stride: 1, padding: 0, bias: true)
            .Activation("relu2")
            .MaxPool("pool2", 2)
            .Flatten("flatten")
            .Linear("fc1", 120)
            .Activation("relu3")
            .Linear("fc2", 84)
            .Activation("relu4")
            .Linear("classifier", classes);
    }
}
