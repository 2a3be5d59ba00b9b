using System.Collections.Frozen;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>The engine's operators, one for each type of node.</summary>
internal static class EngineOperators
{
    private static readonly FrozenDictionary<Type, EngineOperator> Table = new EngineOperator[]
    {
        new InputOperator(),
        new NormalizeOperator(),
        new LayerOperator<Conv2dNode>(),
        new LayerOperator<LinearNode>(),
        new BatchNormOperator(),
        new AffineOperator(),
        new ActivationOperator(),
        new ClipOperator(),
        new LeakyReluOperator(),
        new PreluOperator(),
        new HardSwishOperator(),
        new SiluOperator(),
        new SigmoidOperator(),
        new HardSigmoidOperator(),
        new GeluOperator(),
        new AddOperator(),
        new MultiplyOperator(),
        new ConcatOperator(),
        new ShortcutOperator(),
        new SliceOperator(),
        new PadOperator(),
        new MaxPoolOperator(),
        new AveragePoolOperator(),
        new GlobalAveragePoolOperator(),
        new RenameOperator<FlattenNode>(),
    }.ToFrozenDictionary(o => o.NodeType);

    /// <summary>Types of nodes that the engine runs.</summary>
    public static IEnumerable<Type> NodeTypes => Table.Keys;

    /// <summary>Requires that there is an operator for every node.</summary>
    /// <exception cref="NetworkException">As for <see cref="Of"/>.</exception>
    public static void Check(Network network)
    {
        foreach (var node in network.Nodes)
            _ = Of(node);
    }

    /// <summary>The operator of a node.</summary>
    /// <exception cref="NetworkException">The engine has none, or none for the node's flow.</exception>
    public static EngineOperator Of(Node node)
    {
        var type = node.GetType();
        if (!Table.TryGetValue(type, out var found))
            throw new NetworkException($"{node.Name}: the engine has no operator for a {type.Name}; add one to its table");
        if (!found.Fits(node.Flow))
            throw new NetworkException(
                $"{node.Name}: the engine's {found.GetType().Name} cannot run a node whose flow is {node.Flow}; "
                    + "give the node an operator that fits"
            );
        return found;
    }
}
