using QosNets.Networks;
using QosNets.Onnx.Base;

namespace QosNets.Onnx.Export;

/// <summary>
/// Activation functions: operators of their own names where products are exact anyway, and where bits count the operations that
/// the node states, those of exponentials in double and rounded once.
/// </summary>
internal static class Curves
{
    public static string HardSwish(PointExport e, Node node)
    {
        var x = e.Floats(node.Inputs[0]);
        if (!e.KeepsBytes)
            return e.Graph.Node("HardSwish", node.Name, [x]);
        var gate = Line(e, node.Name, x, 1f / 6, 0.5f);
        var raised = e.Graph.Node("Max", $"{node.Name}.raised", [x, e.Graph.Real($"{node.Name}.least", -3)]);
        return e.Graph.Node("Mul", node.Name, [raised, gate]);
    }

    public static string HardSigmoid(PointExport e, Node node)
    {
        var (x, n) = (e.Floats(node.Inputs[0]), (HardSigmoidNode)node);
        return e.KeepsBytes
            ? Line(e, n.Name, x, n.Alpha, n.Beta)
            : e.Graph.Node("HardSigmoid", n.Name, [x], ("alpha", n.Alpha), ("beta", n.Beta));
    }

    public static string Silu(PointExport e, Node node)
    {
        var x = e.Floats(node.Inputs[0]);
        if (!e.KeepsBytes)
            return e.Graph.Node("Mul", node.Name, [x, e.Graph.Node("Sigmoid", $"{node.Name}.sigmoid", [x])]);
        var wide = Cast(e, $"{node.Name}.double", x, ElementType.Double);
        return Cast(
            e,
            node.Name,
            e.Graph.Node("Div", $"{node.Name}.product", [wide, OnePlusExp(e, node.Name, wide)]),
            ElementType.Float
        );
    }

    public static string Sigmoid(PointExport e, Node node)
    {
        var x = e.Floats(node.Inputs[0]);
        if (!e.KeepsBytes)
            return e.Graph.Node("Sigmoid", node.Name, [x]);
        var wide = Cast(e, $"{node.Name}.double", x, ElementType.Double);
        var share = e.Graph.Node("Reciprocal", $"{node.Name}.share", [OnePlusExp(e, node.Name, wide)]);
        return Cast(e, node.Name, share, ElementType.Float);
    }

    /// <summary>x/2 · (1 + erf(x/√2)); ONNX Runtime has erf in float32 only.</summary>
    public static string Gelu(PointExport e, Node node)
    {
        var (x, name) = (e.Floats(node.Inputs[0]), node.Name);
        var scaled = e.Graph.Node("Div", $"{name}.scaled", [x, e.Graph.Real($"{name}.root2", MathF.Sqrt(2))]);
        var erf = e.Graph.Node("Erf", $"{name}.erf", [scaled]);
        var sum = e.Graph.Node("Add", $"{name}.sum", [erf, e.Graph.Real($"{name}.one", 1)]);
        var product = e.Graph.Node("Mul", $"{name}.product", [x, sum]);
        return e.Graph.Node("Mul", name, [product, e.Graph.Real($"{name}.half", 0.5f)]);
    }

    private static string Line(PointExport e, string name, string x, float alpha, float beta)
    {
        var scaled = e.Graph.Node("Mul", $"{name}.scaled", [x, e.Graph.Real($"{name}.alpha", alpha)]);
        var shifted = e.Graph.Node("Add", $"{name}.shifted", [scaled, e.Graph.Real($"{name}.beta", beta)]);
        return e.Graph.Node("Clip", $"{name}.line", [shifted, e.Graph.Real($"{name}.zero", 0), e.Graph.Real($"{name}.unit", 1)]);
    }

    /// <summary>1 + e^−x.</summary>
    private static string OnePlusExp(PointExport e, string name, string wide)
    {
        var power = e.Graph.Node("Exp", $"{name}.exp", [e.Graph.Node("Neg", $"{name}.negative", [wide])]);
        var one = Cast(e, $"{name}.one", e.Graph.Real($"{name}.one.float", 1), ElementType.Double);
        return e.Graph.Node("Add", $"{name}.sum", [power, one]);
    }

    private static string Cast(PointExport e, string name, string x, ElementType type) =>
        e.Graph.Node("Cast", name, [x], ("to", (int)type));
}
