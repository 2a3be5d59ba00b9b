using System.Collections.Frozen;
using QosNets.Networks;

namespace QosNets.Training.Torch;

/// <summary>The trainer's operators, one for each type of node.</summary>
internal static class TrainerOperators
{
    private static readonly FrozenDictionary<Type, TrainerOperator> Table = new TrainerOperator[]
    {
        new InputOperator(),
        new NormalizeOperator(),
        new Conv2dOperator(),
        new LinearOperator(),
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
        new FlattenOperator(),
    }.ToFrozenDictionary(o => o.NodeType);

    /// <summary>Types of nodes that the trainer trains.</summary>
    public static IEnumerable<Type> NodeTypes => Table.Keys;

    /// <summary>The operator of a node.</summary>
    /// <exception cref="NetworkException">The trainer has none.</exception>
    public static TrainerOperator Of(Node node)
    {
        var type = node.GetType();
        return Table.TryGetValue(type, out var found)
            ? found
            : throw new NetworkException($"{node.Name}: the trainer has no operator for a {type.Name}; add one to its table");
    }

    /// <summary>The operator of a layer.</summary>
    /// <exception cref="NetworkException">The trainer has none, or it is not one of layers.</exception>
    public static LayerOperator Of(LayerNode layer)
    {
        var found = Of((Node)layer);
        return found as LayerOperator
            ?? throw new NetworkException(
                $"{layer.Name}: the trainer's {found.GetType().Name} is no operator of layers; derive it from LayerOperator"
            );
    }
}
