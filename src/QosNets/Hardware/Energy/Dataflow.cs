namespace QosNets.Hardware;

/// <summary>What stays in the array while a layer runs; docs/hardware.md, "Energy", counts each exactly.</summary>
internal enum Dataflow
{
    /// <summary>
    /// Rows are places of the fan-in, columns output channels. A weight stays in its place while all positions pass; sums move
    /// down the column and through the memory of partial sums where the fan-in exceeds the rows.
    /// </summary>
    WeightStationary,

    /// <summary>
    /// Rows are output positions, columns output channels. A sum stays in its place for the whole fan-in; activations move
    /// along the rows and weights down the columns.
    /// </summary>
    OutputStationary,
}
