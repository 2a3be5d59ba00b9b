using System.Reflection;
using QosNets.Server.Model;
using QosNets.Server.Protocol;

namespace QosNets.Server.Http;

/// <summary>
/// Health, metadata and inference of the Open Inference Protocol, version 2 (https://github.com/kserve/open-inference-protocol).
/// </summary>
internal static class ProtocolEndpoints
{
    private static readonly string ServerVersion = typeof(ProtocolEndpoints)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    /// <summary>Adds the endpoints.</summary>
    /// <param name="routes">Takes them.</param>
    /// <param name="model">The model.</param>
    /// <param name="stopping">Cancelled when the server is to stop: from then on it lives but is not ready.</param>
    public static void Map(IEndpointRouteBuilder routes, ServedModel model, CancellationToken stopping)
    {
        var server = new ServerDocument("qosnets", ServerVersion, ["binary_tensor_data", "operating_point", "budget"]);
        routes.MapGet("/v2", (HttpContext c) => JsonBody.WriteAsync(c, server, Documents.Json.ServerDocument));
        routes.MapGet(
            "/v2/health/live",
            (HttpContext c) => JsonBody.WriteAsync(c, new HealthDocument(true, null), Documents.Json.HealthDocument)
        );
        routes.MapGet(
            "/v2/health/ready",
            (HttpContext c) =>
                JsonBody.WriteAsync(
                    c,
                    new HealthDocument(true, !stopping.IsCancellationRequested),
                    Documents.Json.HealthDocument,
                    Status(stopping)
                )
        );
        var metadata = Describe(model);
        foreach (var path in new[] { "/v2/models/{name}", "/v2/models/{name}/versions/{version}" })
        {
            routes.MapGet(
                path,
                (HttpContext c) => OfModel(c, model, () => JsonBody.WriteAsync(c, metadata, Documents.Json.ModelDocument))
            );
            routes.MapGet(
                path + "/ready",
                (HttpContext c) =>
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
            routes.MapPost(path + "/infer", (HttpContext c) => OfModel(c, model, () => InferEndpoint.HandleAsync(c, model)));
        }
    }

    /// <summary>Answers a request whose path names the model, and refuses one that names another.</summary>
    /// <exception cref="RequestException">There is no such model or version.</exception>
    public static Task OfModel(HttpContext context, ServedModel model, Func<Task> answer)
    {
        var (name, version) = (context.Request.RouteValues["name"], context.Request.RouteValues["version"]);
        if (!model.Name.Equals(name))
            throw new RequestException(
                StatusCodes.Status404NotFound,
                $"there is no model '{name}'; this server has '{model.Name}'"
            );
        if (version is not (null or ServedModel.Version))
            throw new RequestException(
                StatusCodes.Status404NotFound,
                $"'{model.Name}' has no version '{version}'; it has {ServedModel.Version}"
            );
        return answer();
    }

    private static int Status(CancellationToken stopping) =>
        stopping.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;

    private static ModelDocument Describe(ServedModel model)
    {
        var (network, metadata) = (model.Bundle.Network, model.Bundle.Metadata);
        var shape = network.Input.Shape;
        return new ModelDocument(
            model.Name,
            [ServedModel.Version],
            "qosnets_bundle",
            [new TensorDocument(Tensors.Input, Tensors.Bytes, [-1, shape.Channels, shape.Height, shape.Width])],
            [
                new TensorDocument(Tensors.Logits, Tensors.Floats, [-1, network.Classes]),
                new TensorDocument(Tensors.Class, Tensors.Longs, [-1]),
            ],
            new ModelParameters(network.Name, metadata.Dataset, metadata.Classes, model.Control.Points, model.Options.MaxBatch)
        );
    }
}
