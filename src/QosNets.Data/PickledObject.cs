namespace QosNets.Data;

/// <summary>A NumPy array or its data type in a pickle: what made it, and what was set on it.</summary>
internal sealed class PickledObject(string maker, object?[] arguments)
{
    /// <summary><see cref="PickleReader.Array"/> or <see cref="PickleReader.DType"/>.</summary>
    public string Maker => maker;

    /// <summary>What it was made with.</summary>
    public object?[] Arguments => arguments;

    /// <summary>What was set on it, or null.</summary>
    public object?[]? State { get; set; }
}
