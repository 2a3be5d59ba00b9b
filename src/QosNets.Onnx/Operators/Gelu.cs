using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>GELU as one operator, and as files compute it: x/2 · (1 + erf(x/√2)), the factors in any order.</summary>
internal static class Gelu
{
    private const float Tolerance = 1e-5f;

    public static Value Whole(NodeImport n)
    {
        var form = n.Node.Text("approximate", "none");
        if (form != "none")
            throw new ImportProblem($"GELU in the form {form}; export the model with approximate = none");
        return n.Elementwise(n.Activation(0), (name, x) => new GeluNode(name, x));
    }

    /// <summary>erf of x/√2.</summary>
    public static Value Erf(NodeImport n)
    {
        var x = n.Activation(0);
        return
            n.Graph[x.Node] is AffineNode a
            && n.Graph.Parameters[$"{a.Name}.weight"].All(w => Math.Abs(w - MathF.Sqrt(0.5f)) < Tolerance)
            && n.Graph.Parameters[$"{a.Name}.bias"].All(b => b == 0)
            ? new GeluPart(x with { Node = a.Input }, GeluStage.Erf)
            : throw new ImportProblem("an error function outside x/2 · (1 + erf(x/√2)), which is GELU");
    }

    /// <summary>What a constant summand makes of a part, or null.</summary>
    public static Value? Plus(GeluPart part, float summand) =>
        part.Part == GeluStage.Erf && summand == 1 ? part with { Part = GeluStage.ErfPlusOne } : null;

    /// <summary>What a constant factor makes of a part, or null.</summary>
    public static Value? Times(NodeImport n, GeluPart part, float factor) =>
        part.Part == GeluStage.Doubled && factor == 0.5f ? n.Elementwise(part.Input, (name, x) => new GeluNode(name, x)) : null;

    /// <summary>What x, or x/2, makes of a part, or null.</summary>
    public static Value? Times(NodeImport n, GeluPart part, Activation x)
    {
        if (part.Part != GeluStage.ErfPlusOne)
            return null;
        if (x.Node == part.Input.Node)
            return part with { Part = GeluStage.Doubled };
        var isHalf =
            n.Graph[x.Node] is AffineNode a
            && a.Input == part.Input.Node
            && n.Graph.Parameters[$"{a.Name}.weight"].All(w => w == 0.5f)
            && n.Graph.Parameters[$"{a.Name}.bias"].All(b => b == 0);
        return isHalf ? n.Elementwise(part.Input, (name, from) => new GeluNode(name, from)) : null;
    }
}
