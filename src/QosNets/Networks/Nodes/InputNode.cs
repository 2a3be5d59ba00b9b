namespace QosNets.Networks;

/// <summary>The network's input: pixels divided by 255, channels first.</summary>
public sealed record InputNode(string Name, Shape Shape) : Node(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [];

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs) => Shape;
}
