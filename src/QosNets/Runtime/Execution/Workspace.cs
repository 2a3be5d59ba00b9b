namespace QosNets.Runtime;

/// <summary>The buffers of one run. A workspace serves one caller at a time and grows to the largest batch it has seen.</summary>
internal sealed class Workspace(GraphPlan plan, int pixelsPerImage)
{
    private readonly byte[][] bytes = [.. plan.ByteLengths.Select(_ => Array.Empty<byte>())];
    private readonly float[][] floats = [.. plan.FloatLengths.Select(_ => Array.Empty<float>())];
    private int capacity;

    /// <summary>The pixels of the batch, [batch, C, H, W].</summary>
    public byte[] Pixels { get; private set; } = [];

    public void Reserve(int batch)
    {
        if (batch <= capacity)
            return;
        Pixels = new byte[checked(batch * pixelsPerImage)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = new byte[checked(batch * plan.ByteLengths[i])];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = new float[checked(batch * plan.FloatLengths[i])];
        capacity = batch;
    }

    /// <summary>All bytes of a batch of a tensor.</summary>
    public Span<byte> Bytes(TensorSlot slot, int batch) => bytes[slot.Buffer].AsSpan(0, batch * slot.Shape.Length);

    /// <summary>All floats of a batch of a tensor.</summary>
    public Span<float> Floats(TensorSlot slot, int batch) => floats[slot.Buffer].AsSpan(0, batch * slot.Shape.Length);

    /// <summary>Bytes of one image and channel, from a position on.</summary>
    public Span<byte> Bytes(TensorSlot slot, int image, int channel, int position, int count) =>
        bytes[slot.Buffer].AsSpan(Offset(slot, image, channel) + position, count);

    /// <summary>Floats of one image and channel, from a position on.</summary>
    public Span<float> Floats(TensorSlot slot, int image, int channel, int position, int count) =>
        floats[slot.Buffer].AsSpan(Offset(slot, image, channel) + position, count);

    /// <summary>Values of one image and channel as floats, whatever the tensor holds.</summary>
    public void Load(TensorSlot slot, int image, int channel, int position, Span<float> values)
    {
        if (slot.Quantizer is { } q)
            Elementwise.Dequantize(Bytes(slot, image, channel, position, values.Length), q.Scale, q.ZeroPoint, values);
        else
            Floats(slot, image, channel, position, values.Length).CopyTo(values);
    }

    private static int Offset(TensorSlot slot, int image, int channel) =>
        (image * slot.Shape.Channels + channel) * slot.Shape.Height * slot.Shape.Width;
}
