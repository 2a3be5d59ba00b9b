using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Maximum over square windows, of bytes in the quantised network; padding is never the maximum.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Kernel">Rows and columns of a window, at least 1.</param>
/// <param name="Stride">Step from window to window, at least 1.</param>
/// <param name="Padding">Rows and columns that windows may reach over every side, at most half a window.</param>
public sealed record MaxPoolNode(
    string Name,
    string Input,
    int Kernel,
    int Stride,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Padding = 0
) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    public override ValueFlow Flow => ValueFlow.MovesValues;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs) => PoolWindows.Pooled(Name, inputs[0], Kernel, Stride, Padding);
}
