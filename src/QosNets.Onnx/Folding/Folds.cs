using System.Collections.Frozen;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Folding;

/// <summary>Computes a node whose inputs are known; an input that is left out is null.</summary>
internal delegate Constant Fold(OnnxNode node, IReadOnlyList<Constant?> inputs);

/// <summary>The operators that are computed while a model is imported: arithmetic of shapes, and of weights.</summary>
internal static class Folds
{
    private static readonly FrozenDictionary<string, Fold> Table = new Dictionary<string, Fold>
    {
        ["Constant"] = ShapeFolds.Constant,
        ["ConstantOfShape"] = ShapeFolds.ConstantOfShape,
        ["Shape"] = (n, i) => ShapeFolds.ShapeOf(n, Need(i, 0).Dims),
        ["Size"] = (_, i) => Constant.Of([], [Need(i, 0).Length]),
        ["Range"] = ShapeFolds.Range,
        ["Identity"] = (_, i) => Need(i, 0),
        ["Dropout"] = (_, i) => Need(i, 0),
        ["Cast"] = ArithmeticFolds.Cast,
        ["Reshape"] = ShapeFolds.Reshape,
        ["Flatten"] = ShapeFolds.Flatten,
        ["Squeeze"] = ShapeFolds.Squeeze,
        ["Unsqueeze"] = ShapeFolds.Unsqueeze,
        ["Transpose"] = ShapeFolds.Transpose,
        ["Concat"] = PlaceFolds.Concat,
        ["Gather"] = PlaceFolds.Gather,
        ["Slice"] = PlaceFolds.Slice,
        ["Expand"] = PlaceFolds.Expand,
        ["Add"] = (_, i) => ArithmeticFolds.Binary(i, (a, b) => a + b, (a, b) => a + b),
        ["Sub"] = (_, i) => ArithmeticFolds.Binary(i, (a, b) => a - b, (a, b) => a - b),
        ["Mul"] = (_, i) => ArithmeticFolds.Binary(i, (a, b) => a * b, (a, b) => a * b),
        ["Div"] = (_, i) => ArithmeticFolds.Binary(i, (a, b) => a / b, ArithmeticFolds.Quotient),
        ["Min"] = (_, i) => ArithmeticFolds.Binary(i, Math.Min, Math.Min),
        ["Max"] = (_, i) => ArithmeticFolds.Binary(i, Math.Max, Math.Max),
        ["Pow"] = (_, i) => ArithmeticFolds.Binary(i, MathF.Pow, (a, b) => (long)Math.Pow(a, b)),
        ["Equal"] = (_, i) => ArithmeticFolds.Compare(i, (a, b) => a == b),
        ["Greater"] = (_, i) => ArithmeticFolds.Compare(i, (a, b) => a > b),
        ["Less"] = (_, i) => ArithmeticFolds.Compare(i, (a, b) => a < b),
        ["Where"] = ArithmeticFolds.Where,
        ["Neg"] = (_, i) => ArithmeticFolds.Unary(i, a => -a, a => -a),
        ["Abs"] = (_, i) => ArithmeticFolds.Unary(i, Math.Abs, a => a < 0 ? -a : a),
        ["Floor"] = (_, i) => ArithmeticFolds.Unary(i, MathF.Floor, a => a),
        ["Ceil"] = (_, i) => ArithmeticFolds.Unary(i, MathF.Ceiling, a => a),
        ["Sqrt"] = (_, i) => ArithmeticFolds.Unary(i, MathF.Sqrt, null),
        ["Reciprocal"] = (_, i) => ArithmeticFolds.Unary(i, a => 1 / a, null),
        ["Exp"] = (_, i) => ArithmeticFolds.Unary(i, MathF.Exp, null),
        ["Not"] = (_, i) => ArithmeticFolds.Unary(i, a => a == 0 ? 1 : 0, a => a == 0 ? 1 : 0),
        ["ReduceProd"] = (n, i) => ArithmeticFolds.Product(n, Need(i, 0)),
    }.ToFrozenDictionary();

    /// <summary>The function of an operator, or null.</summary>
    public static Fold? Of(OnnxNode node) => node.Domain.Length == 0 ? Table.GetValueOrDefault(node.Operator) : null;

    /// <summary>An input that must be there.</summary>
    /// <exception cref="ImportProblem">It is not.</exception>
    public static Constant Need(IReadOnlyList<Constant?> inputs, int index) =>
        index < inputs.Count && inputs[index] is { } found
            ? found
            : throw new ImportProblem($"input {index} is missing; export the model again");

    /// <summary>An input that may be left out.</summary>
    public static Constant? Optional(IReadOnlyList<Constant?> inputs, int index) => index < inputs.Count ? inputs[index] : null;

    /// <summary>Whole numbers of an input.</summary>
    /// <exception cref="ImportProblem">It is missing or holds real numbers.</exception>
    public static long[] Whole(IReadOnlyList<Constant?> inputs, int index) =>
        Need(inputs, index).Whole ?? throw new ImportProblem($"input {index} holds real numbers where whole ones are expected");
}
