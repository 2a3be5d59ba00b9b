using System.Runtime.CompilerServices;

namespace QosNets.Runtime;

/// <summary>A step that makes every plane, the values of one image and channel, on its own.</summary>
internal abstract class PlaneStep(TensorSlot result) : EngineStep
{
    protected TensorSlot Result => result;

    public override void Run(Workspace workspace, int batch) =>
        workspace.Planes.Run(this, (long)batch * result.Shape.Channels, Positions);

    /// <summary>Makes one plane of the result.</summary>
    public void RunPlane(Workspace workspace, int plane)
    {
        var (image, channel) = Math.DivRem(plane, result.Shape.Channels);
        Run(workspace, image, channel);
    }

    protected int Positions => result.Shape.Height * result.Shape.Width;

    protected abstract void Run(Workspace workspace, int image, int channel);
}

/// <summary>Values from somewhere, as floats, with all that follows them element by element.</summary>
internal abstract class StreamStep(Chain chain) : PlaneStep(chain.Result)
{
    [SkipLocalsInit]
    protected sealed override void Run(Workspace workspace, int image, int channel)
    {
        Span<float> buffer = stackalloc float[Chain.BlockLength];
        for (var position = 0; position < Positions; position += Chain.BlockLength)
        {
            var values = buffer[..Math.Min(Chain.BlockLength, Positions - position)];
            Read(workspace, image, channel, position, values);
            chain.Finish(workspace, image, channel, position, values);
        }
    }

    protected abstract void Read(Workspace workspace, int image, int channel, int position, Span<float> values);
}

/// <summary>A stored tensor.</summary>
internal sealed class LoadStep(TensorSlot input, Chain chain) : StreamStep(chain)
{
    protected override void Read(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        workspace.Load(input, image, channel, position, values);
}
