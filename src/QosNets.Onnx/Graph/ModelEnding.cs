namespace QosNets.Onnx.Graph;

/// <summary>What a file does with the logits, which the network ends at.</summary>
internal enum ModelEnding
{
    /// <summary>Nothing.</summary>
    Logits,

    /// <summary>It makes probabilities of them.</summary>
    Softmax,

    /// <summary>It makes logarithms of probabilities of them.</summary>
    LogSoftmax,
}
