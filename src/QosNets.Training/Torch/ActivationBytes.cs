using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>The bytes of quantised tensors, in buffers that every batch fills again.</summary>
internal sealed class ActivationBytes
{
    private readonly Dictionary<string, byte[]> buffers = [];

    /// <summary>The buffer of a node's bytes, at least that long.</summary>
    public byte[] Buffer(string node, int length)
    {
        if (!buffers.TryGetValue(node, out var buffer) || buffer.Length < length)
            buffers[node] = buffer = new byte[length];
        return buffer;
    }

    /// <summary>The bytes of a tensor that feeds a layer; those that only moved are found again from their real values.</summary>
    public ReadOnlySpan<byte> Of(string node, Tensor x, QuantizationState quantization)
    {
        var source = quantization.Plan.SourceOf(node)!;
        var length = (int)x.NumberOfElements;
        var buffer = Buffer(node, length);
        if (source != node)
        {
            var q = ClippedQuantizer.Alone(quantization.Quantizer(source));
            using var flat = x.contiguous();
            QuantizeKernels.Quantize(TensorSpans.Floats(flat), q, default, buffer.AsSpan(0, length));
        }
        return buffer.AsSpan(0, length);
    }
}
