namespace QosNets.Runtime;

/// <summary>The buffers of one run. A workspace serves one caller at a time and grows to the largest batch it has seen.</summary>
internal sealed unsafe class Workspace
{
    private readonly GraphPlan plan;
    private readonly byte[][] bytes;
    private readonly float[][] floats;
    private int capacity;
    private byte* pixels;

    public Workspace(GraphPlan plan)
    {
        this.plan = plan;
        bytes = [.. plan.ByteLengths.Select(_ => Array.Empty<byte>())];
        floats = [.. plan.FloatLengths.Select(_ => Array.Empty<float>())];
        Planes = new PlaneWork(this);
    }

    /// <summary>Threads that each step may use.</summary>
    public int Threads { get; private set; }

    /// <summary>Runs steps plane by plane.</summary>
    public PlaneWork Planes { get; }

    /// <summary>Makes room for a batch.</summary>
    /// <param name="images">Its pixels [batch, C, H, W], which stay where they are while the batch runs.</param>
    /// <param name="batch">Number of images.</param>
    /// <param name="threads">Threads that each step may use.</param>
    public void Begin(byte* images, int batch, int threads)
    {
        pixels = images;
        Threads = threads;
        if (batch <= capacity)
            return;
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = new byte[checked(batch * plan.ByteLengths[i])];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = new float[checked(batch * plan.FloatLengths[i])];
        capacity = batch;
    }

    /// <summary>Pixels of one image and channel, from a position on; the slot is that of a tensor of the same shape.</summary>
    public ReadOnlySpan<byte> Pixels(TensorSlot slot, int image, int channel, int position, int count) =>
        new(pixels + Offset(slot, image, channel) + position, count);

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
