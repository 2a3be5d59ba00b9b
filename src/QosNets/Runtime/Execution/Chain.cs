using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>Element-wise operations and the store behind them.</summary>
internal sealed class Chain(IReadOnlyList<ChainOperation> operations, TensorSlot result, KernelPath path)
{
    /// <summary>Values that are worked on at a time, few enough to stay in the first-level cache.</summary>
    public const int BlockLength = 512;

    private readonly ChainOperation[] operations = [.. operations];
    private readonly Requantizer requantizer = result.Quantizer is { } q ? Requantizer.Of(q, path) : default;

    public TensorSlot Result => result;

    /// <summary>
    /// The quantiser with lone bounds taken in, when accumulators can become bytes in one pass; else null.
    /// </summary>
    public Requantizer? Direct { get; } =
        (result.Quantizer, operations) switch
        {
            ({ } quantizer, []) => Requantizer.Of(quantizer, path),
            ({ } quantizer, [{ Bounds: { } bounds }]) => Requantizer.Of(quantizer, path, bounds.Low, bounds.High),
            _ => null,
        };

    /// <summary>The same where bytes of another tensor are added before the bounds, and that tensor; else null.</summary>
    public (Requantizer Requantizer, TensorSlot Added)? DirectSum { get; } =
        (result.Quantizer, operations) switch
        {
            ({ } quantizer, [{ AddedBytes: { } added }]) => (Requantizer.Of(quantizer, path), added),
            ({ } quantizer, [{ AddedBytes: { } added }, { Bounds: { } bounds }]) => (
                Requantizer.Of(quantizer, path, bounds.Low, bounds.High),
                added
            ),
            _ => null,
        };

    public void Finish(Workspace workspace, int image, int channel, int position, Span<float> values)
    {
        foreach (var operation in operations)
            operation.Apply(workspace, image, channel, position, values);
        if (result.Quantizer is null)
            values.CopyTo(workspace.Floats(result, image, channel, position, values.Length));
        else
            Elementwise.Quantize(values, requantizer, workspace.Bytes(result, image, channel, position, values.Length));
    }
}
