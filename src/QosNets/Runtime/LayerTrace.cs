using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>
/// What one layer did while the engine ran an image at an operating point: what hardware that claims to be the same must repeat.
/// </summary>
/// <param name="Input">Activation bytes, [InChannels, InHeight, InWidth].</param>
/// <param name="Accumulators">Centred accumulators, [OutChannels, OutHeight, OutWidth].</param>
internal sealed record LayerTrace(byte[] Input, int[] Accumulators)
{
    /// <summary>Runs an image and keeps what goes through a layer.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="point">Index of the point.</param>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="pixels">Pixels of one image.</param>
    public static unsafe LayerTrace Of(Bundle bundle, int point, int layer, ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != bundle.Network.Input.Shape.Length)
            throw new ArgumentException(
                $"{pixels.Length} pixels where an image of {bundle.Network.Input.Shape} is expected",
                nameof(pixels)
            );
        var plan = new GraphPlan(bundle);
        var workspace = new Workspace(plan);
        var compiled = CompiledLayers.Of(bundle).Get(layer, bundle.Points[point], KernelPaths.Selected);
        LayerTrace? trace = null;
        fixed (byte* image = pixels)
        {
            workspace.Begin(image, 1, 1);
            foreach (var step in new PointProgram(bundle, plan, bundle.Points[point], KernelPaths.Selected).Steps)
            {
                if (step is LayerStep own && own.Layer == compiled && own.Name == bundle.Network.Layers[layer].Name)
                {
                    var input = workspace.Bytes(own.Input, 1).ToArray();
                    var accumulators = new int[compiled.Geometry.OutputLength];
                    compiled.Accumulate(1, input, accumulators);
                    trace = new LayerTrace(input, accumulators);
                }
                step.Run(workspace, 1);
            }
        }
        return trace ?? throw new InvalidOperationException($"no step runs layer {bundle.Network.Layers[layer].Name}");
    }
}
