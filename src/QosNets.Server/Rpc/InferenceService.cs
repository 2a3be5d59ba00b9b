using Grpc.Core;
using QosNets.Server.Model;
using QosNets.Server.Protocol;
using QosNets.Server.Rpc.Wire;

namespace QosNets.Server.Rpc;

/// <summary>The gRPC form of the Open Inference Protocol, version 2; what it answers is what the paths of HTTP answer.</summary>
/// <param name="model">The model.</param>
/// <param name="checkChange">Throws where a client may not choose for itself.</param>
/// <param name="stopping">Cancelled when the server is to stop: from then on it lives but is not ready.</param>
internal sealed class InferenceService(ServedModel model, Action<HttpContext> checkChange, CancellationToken stopping)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = !stopping.IsCancellationRequested });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        model.CheckName(request.Name, request.Version);
        return Task.FromResult(new ModelReadyResponse { Ready = !stopping.IsCancellationRequested });
    }

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context)
    {
        var server = Descriptions.Server;
        return Task.FromResult(
            new ServerMetadataResponse
            {
                Name = server.Name,
                Version = server.Version,
                Extensions = { server.Extensions },
            }
        );
    }

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        model.CheckName(request.Name, request.Version);
        var description = model.Description;
        return Task.FromResult(
            new ModelMetadataResponse
            {
                Name = description.Name,
                Versions = { description.Versions },
                Platform = description.Platform,
                Inputs = { description.Inputs.Select(Tensor) },
                Outputs = { description.Outputs.Select(Tensor) },
            }
        );
    }

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        model.CheckName(request.ModelName, request.ModelVersion);
        using var checkedRequest = RpcRequest.Read(request, model.Checks);
        if (!checkedRequest.Wish.IsNone)
            checkChange(context.GetHttpContext());
        var result = await model.RunAsync(checkedRequest, context.CancellationToken);
        return RpcResponse.Write(model, checkedRequest, result);
    }

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(TensorDocument tensor) =>
        new()
        {
            Name = tensor.Name,
            Datatype = tensor.Datatype,
            Shape = { tensor.Shape.Select(size => (long)size) },
        };
}
