using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// Mean over square windows; sums int32 bytes, then float32, in the quantised network. Padding holds real 0.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Kernel">Rows and columns of a window, at least 1.</param>
/// <param name="Stride">Step from window to window, at least 1.</param>
/// <param name="Padding">Rows and columns of real 0 on every side, at most half a window.</param>
/// <param name="CountIncludePad">Whether the mean counts values of the padding; else only those inside the image.</param>
public sealed record AveragePoolNode(string Name, string Input, int Kernel, int Stride, int Padding, bool CountIncludePad)
    : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    public override ValueFlow Flow => ValueFlow.ReadsBytes;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs) => PoolWindows.Pooled(Name, inputs[0], Kernel, Stride, Padding);
}
