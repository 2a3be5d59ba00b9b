using System.Globalization;
using QosNets.Server.Model;
using QosNets.Server.Protocol;

namespace QosNets.Server.Http;

/// <summary>Reading and changing the operating point and the budget.</summary>
internal static class ControlEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedModel model, ChangeGuard guard, ILogger logger)
    {
        const string Point = "/v2/models/{name}/operating-point";
        routes.MapRead(Point, c => ProtocolEndpoints.OfModel(c, model, () => AnswerPointAsync(c, model.Control)));
        routes.MapPut(
            Point,
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
                            Documents.Json.OperatingPointChange,
                            $"{{\"name\": \"{model.Control.Points[0].Name}\"}}"
                        );
                        model.Fix(IndexOf(model.Control, change.Name));
                        Log.PointFixed(logger, change.Name!, Client(c));
                        await AnswerPointAsync(c, model.Control);
                    }
                )
        );
        const string Budget = "/v2/models/{name}/budget";
        routes.MapRead(Budget, c => ProtocolEndpoints.OfModel(c, model, () => AnswerBudgetAsync(c, model.Control)));
        routes.MapPut(
            Budget,
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
                            Documents.Json.BudgetChange,
                            "{\"budget\": 0.5}"
                        );
                        if (change.Budget is not (>= 0 and <= 1))
                            throw new RequestException(
                                StatusCodes.Status400BadRequest,
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"budget is {change.Budget?.ToString(CultureInfo.InvariantCulture) ?? "missing"}; it is "
                                        + $"the permitted mean power, 0..1, where 1 is the power of exact products"
                                )
                            );
                        model.SetBudget(change.Budget.Value);
                        Log.BudgetSet(logger, change.Budget.Value, Client(c));
                        await AnswerBudgetAsync(c, model.Control);
                    }
                )
        );
    }

    private static Task AnswerPointAsync(HttpContext context, PointControl control)
    {
        var point = control.Points[control.Current];
        return JsonBody.WriteAsync(
            context,
            new OperatingPointDocument(point.Name, point.Power, point.Accuracy, control.ChosenBy),
            Documents.Json.OperatingPointDocument
        );
    }

    private static Task AnswerBudgetAsync(HttpContext context, PointControl control) =>
        JsonBody.WriteAsync(
            context,
            new BudgetDocument(control.Budget, control.Governed, control.Governor),
            Documents.Json.BudgetDocument
        );

    /// <summary>Index of a point that a client names.</summary>
    /// <exception cref="RequestException">There is no such point.</exception>
    public static int IndexOf(PointControl control, string? name)
    {
        for (var i = 0; i < control.Points.Count; i++)
        {
            if (control.Points[i].Name == name)
                return i;
        }
        throw new RequestException(
            StatusCodes.Status400BadRequest,
            $"{(name is null ? "name is missing" : $"there is no operating point '{name}'")}; choose one of "
                + $"{string.Join(", ", control.Points.Select(p => p.Name))}"
        );
    }

    /// <summary>Who asks, for the log.</summary>
    public static string Client(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "local";
}
