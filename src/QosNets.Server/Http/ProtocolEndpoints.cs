using QosNets.Server.Model;
using QosNets.Server.Protocol;

namespace QosNets.Server.Http;

/// <summary>
/// Health, metadata and inference of the Open Inference Protocol, version 2 (https://github.com/kserve/open-inference-protocol).
/// </summary>
internal static class ProtocolEndpoints
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the endpoints.</summary>
    /// <param name="routes">Takes them.</param>
    /// <param name="model">The model.</param>
    /// <param name="checkChange">Throws where a client may not choose for itself.</param>
    /// <param name="stopping">Cancelled when the server is to stop: from then on it lives but is not ready.</param>
    public static void Map(
        IEndpointRouteBuilder routes,
        ServedModel model,
        Action<HttpContext> checkChange,
        CancellationToken stopping
    )
    {
        routes.MapRead("/v2", c => JsonBody.WriteAsync(c, Descriptions.Server, Documents.Json.ServerDocument));
        routes.MapRead(
            "/v2/health/live",
            c => JsonBody.WriteAsync(c, new HealthDocument(true, null), Documents.Json.HealthDocument)
        );
        routes.MapRead(
            "/v2/health/ready",
            c =>
                JsonBody.WriteAsync(
                    c,
                    new HealthDocument(true, !stopping.IsCancellationRequested),
                    Documents.Json.HealthDocument,
                    Status(stopping)
                )
        );
        foreach (var path in new[] { "/v2/models/{name}", "/v2/models/{name}/versions/{version}" })
        {
            routes.MapRead(
                path,
                c => OfModel(c, model, () => JsonBody.WriteAsync(c, model.Description, Documents.Json.ModelDocument))
            );
            routes.MapRead(
                path + "/ready",
                c =>
                    OfModel(
                        c,
                        model,
                        () =>
                            JsonBody.WriteAsync(
                                c,
                                new ModelReadyDocument(model.Name, !stopping.IsCancellationRequested),
                                Documents.Json.ModelReadyDocument,
                                Status(stopping)
                            )
                    )
            );
            routes.MapPost(
                path + "/infer",
                (HttpContext c) => OfModel(c, model, () => InferEndpoint.HandleAsync(c, model, checkChange))
            );
        }
    }

    /// <summary>Adds a path that is read: GET, and HEAD, which load balancers and <c>wget --spider</c> send.</summary>
    public static void MapRead(this IEndpointRouteBuilder routes, string path, Func<HttpContext, Task> answer) =>
        routes.MapMethods(path, ReadMethods, (HttpContext c) => answer(c));

    /// <summary>Answers a request whose path names the model, and refuses one that names another.</summary>
    /// <exception cref="RequestException">There is no such model or version.</exception>
    public static Task OfModel(HttpContext context, ServedModel model, Func<Task> answer)
    {
        var values = context.Request.RouteValues;
        model.CheckName((string?)values["name"], (string?)values["version"]);
        return answer();
    }

    private static int Status(CancellationToken stopping) =>
        stopping.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
}
