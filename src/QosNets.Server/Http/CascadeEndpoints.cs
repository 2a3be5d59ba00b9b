using QosNets.Runtime;
using QosNets.Server.Model;
using QosNets.Server.Protocol;

namespace QosNets.Server.Http;

/// <summary>Reading and changing the cascade.</summary>
internal static class CascadeEndpoints
{
    private const string Path = "/v2/models/{name}/cascade";

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedModel model, ChangeGuard guard, ILogger logger)
    {
        routes.MapRead(Path, c => ProtocolEndpoints.OfModel(c, model, () => AnswerAsync(c, model.Control)));
        routes.MapPut(
            Path,
            (HttpContext c) =>
                ProtocolEndpoints.OfModel(
                    c,
                    model,
                    async () =>
                    {
                        guard.Check(c, logger);
                        var change = await JsonBody.ReadAsync(
                            c,
                            model.LargestBody,
                            Documents.Json.CascadeChange,
                            Example(model.Control)
                        );
                        model.Fix(Cascade(model.Control, change));
                        Log.CascadeFixed(logger, string.Join(" > ", change.Points!), ControlEndpoints.Client(c));
                        await AnswerAsync(c, model.Control);
                    }
                )
        );
    }

    private static Task AnswerAsync(HttpContext context, PointControl control) =>
        JsonBody.WriteAsync(context, CascadeDocuments.Of(control), Documents.Json.CascadeDocument);

    private static string Example(PointControl control) =>
        $"{{\"points\": [\"{control.Points[^1].Name}\", \"{control.Points[0].Name}\"], \"min_margins\": [0.5]}}";

    private static Cascade Cascade(PointControl control, CascadeChange change)
    {
        if (change.Points is not { Count: >= 2 } names)
            throw JsonInput.Fault(
                $"points has {change.Points?.Count ?? 0} names; give two or more, from cheap to dear, of "
                    + string.Join(", ", control.Points.Select(p => p.Name))
            );
        if (names.Distinct().Count() < names.Count)
            throw JsonInput.Fault($"points names one point twice ({string.Join(", ", names)}); name each once");
        if (change.MinMargins?.Count != names.Count - 1)
            throw JsonInput.Fault(
                $"min_margins has {change.MinMargins?.Count ?? 0} numbers for {names.Count} points; give one for each point but "
                    + $"the last"
            );
        if (change.MinMargins.Any(m => !(m >= 0 && float.IsFinite(m))))
            throw JsonInput.Fault(
                FormattableString.Invariant(
                    $"min_margins holds {change.MinMargins.First(m => !(m >= 0 && float.IsFinite(m)))}; a margin is at or above 0"
                )
            );
        return new Cascade([.. names.Select(n => ControlEndpoints.IndexOf(control, n))], change.MinMargins);
    }
}
