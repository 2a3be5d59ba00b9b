using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>The input in the engine.</summary>
internal sealed class InputOperator : StepOperator<InputNode>
{
    protected override EngineStep Bind(InputNode node, PlannedStep step, PointBinding binding) =>
        new PixelStep(binding.Chain(step));
}

/// <summary>The pixels, divided by 255.</summary>
internal sealed class PixelStep(Chain chain) : StreamStep(chain)
{
    protected override void Read(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        Elementwise.Pixels(workspace.Pixels(Result, image, channel, position, values.Length), values);
}
