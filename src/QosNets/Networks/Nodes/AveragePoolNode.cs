using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// Mean over windows; sums int32 bytes, then float32, in the quantised network. Padding holds real 0. Sizes that are null are
/// those of square windows, and files leave them out.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Kernel">Rows of a window, at least 1.</param>
/// <param name="Stride">Rows from window to window, at least 1.</param>
/// <param name="Padding">Rows of real 0 above the input, fewer than a window has.</param>
/// <param name="CountIncludePad">Whether the mean counts values of the padding; else only those inside the image.</param>
/// <param name="KernelWidth">Columns of a window; null: as many as rows.</param>
/// <param name="StrideWidth">Columns from window to window; null: as many as rows.</param>
/// <param name="PadLeft">Columns before the input; null: <paramref name="Padding"/>.</param>
/// <param name="PadBottom">Rows below the input; null: <paramref name="Padding"/>.</param>
/// <param name="PadRight">Columns behind the input; null: as many as before it.</param>
internal sealed record AveragePoolNode(
    string Name,
    string Input,
    int Kernel,
    int Stride,
    int Padding,
    bool CountIncludePad,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? KernelWidth = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? StrideWidth = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PadLeft = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PadBottom = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PadRight = null
) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.ReadsBytes;

    /// <summary>The windows.</summary>
    [JsonIgnore]
    public PoolWindows Windows => PoolWindows.Of(Kernel, Stride, Padding, KernelWidth, StrideWidth, PadLeft, PadBottom, PadRight);

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs) => Windows.Pooled(Name, inputs[0]);
}
