using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Some channels, in any order and also several times, and of them rows and columns at even distances.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Channels">The channels, 1 or more.</param>
/// <param name="FirstRow">The first row.</param>
/// <param name="Rows">How many rows, at least 1.</param>
/// <param name="RowStep">From each row to the next, at least 1.</param>
/// <param name="FirstColumn">The first column.</param>
/// <param name="Columns">How many columns, at least 1.</param>
/// <param name="ColumnStep">From each column to the next, at least 1.</param>
internal sealed record SliceNode(
    string Name,
    string Input,
    IReadOnlyList<int> Channels,
    int FirstRow,
    int Rows,
    int RowStep,
    int FirstColumn,
    int Columns,
    int ColumnStep
) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.MovesValues;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        var s = inputs[0];
        if (Channels.Count == 0 || Channels.Any(c => c < 0 || c >= s.Channels))
            throw new NetworkException($"{Name}: channels to take are 1 or more of 0..{s.Channels - 1}");
        if (!Fits(FirstRow, Rows, RowStep, s.Height) || !Fits(FirstColumn, Columns, ColumnStep, s.Width))
            throw new NetworkException(
                $"{Name}: {Rows} rows from {FirstRow} in steps of {RowStep} and {Columns} columns from {FirstColumn} in steps of "
                    + $"{ColumnStep} do not lie in a {s} input"
            );
        return new Shape(Channels.Count, Rows, Columns);
    }

    private static bool Fits(int first, int count, int step, int size) =>
        first >= 0 && count >= 1 && step >= 1 && first + (count - 1L) * step < size;
}
