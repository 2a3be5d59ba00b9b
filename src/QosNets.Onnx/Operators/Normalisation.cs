using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Batch normalisation with statistics of its own.</summary>
internal static class Normalisation
{
    // A normalisation without epsilon has one here that no variance notices.
    private const float LeastEpsilon = 1e-30f;

    private static readonly (string Name, string What)[] Inputs =
    [
        ("weight", "the scale"),
        ("bias", "the offset"),
        ("running_mean", "the mean"),
        ("running_var", "the variance"),
    ];

    public static Value BatchNorm(NodeImport n)
    {
        if (n.Node.Switch("training_mode", false) || n.Node.Outputs.Skip(1).Any(o => o.Length > 0))
            throw new ImportProblem("it normalises by the batch; export the model for inference (model.eval())");
        if (!n.Node.Switch("spatial", true))
            throw new ImportProblem("it normalises every place on its own (spatial = 0); normalise channels");
        n.NameAfter(1);
        var x = n.Usual(0);
        var channels = n.Graph.ShapeOf(x.Node).Channels;
        var values = Inputs.Select((p, i) => n.Constant(i + 1, p.What).ToReals()).ToArray();
        if (values.Any(v => v.Length != channels))
            throw new ImportProblem($"{string.Join(", ", values.Select(v => v.Length))} numbers for {channels} channels");
        if (values.Any(v => v.Any(x => !float.IsFinite(x))) || values[3].Any(v => v < 0))
            throw new ImportProblem("a number is not finite, or a variance below 0; export the model again");
        var result = n.Add(new BatchNormNode(n.Name, x.Node, channels, Math.Max(n.Node.Real("epsilon", 1e-5f), LeastEpsilon)), x);
        foreach (var (value, (name, _)) in values.Zip(Inputs))
            n.Graph.Parameters[$"{n.Name}.{name}"] = value;
        return result;
    }
}
