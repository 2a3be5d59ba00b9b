using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Global average pooling in the engine.</summary>
internal sealed class GlobalAveragePoolOperator : StepOperator<GlobalAveragePoolNode>
{
    protected override EngineStep Bind(GlobalAveragePoolNode node, PlannedStep step, PointBinding binding) =>
        new AveragePoolStep(binding.Slot(node.Input), binding.Chain(step));
}

/// <summary>
/// Global average pooling of bytes: the int32 sum over all positions less count·z_x, which is exact in float32 up to 2^24,
/// times (float)((double)s_x / count).
/// </summary>
internal sealed class AveragePoolStep(TensorSlot input, Chain chain) : PlaneStep(chain.Result)
{
    private readonly int count = input.Shape.Height * input.Shape.Width;
    private readonly float factor = (float)((double)input.Quantizer!.Scale / (input.Shape.Height * input.Shape.Width));

    protected override void Run(Workspace workspace, int image, int channel)
    {
        var sum = 0;
        foreach (var q in workspace.Bytes(input, image, channel, 0, count))
            sum += q;
        Span<float> value = [(sum - count * input.Quantizer!.ZeroPoint) * factor];
        chain.Finish(workspace, image, channel, 0, value);
    }
}
