using Grpc.Core;
using Grpc.Core.Interceptors;

namespace QosNets.Server.Rpc;

/// <summary>Whatever goes wrong with a call, its client gets a status and one line that says why.</summary>
internal sealed class RpcFaults(ILogger<RpcFaults> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            return await continuation(request, context);
        }
        catch (RequestException e)
        {
            Log.Refused(logger, "gRPC", context.Method, e.Status, e.Message);
            throw new RpcException(new Status(CodeOf(e.Status), e.Message));
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the client left"));
        }
#pragma warning disable CA1031 // The last resort: the client gets a status, the log the exception.
        catch (Exception e) when (e is not RpcException)
#pragma warning restore CA1031
        {
            Log.RequestFailed(logger, e, "gRPC", context.Method);
            throw new RpcException(new Status(StatusCode.Internal, "the server failed on this request; its log says why"));
        }
    }

    /// <summary>The code that stands for an HTTP status of a refusal.</summary>
    public static StatusCode CodeOf(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => StatusCode.Unauthenticated,
            StatusCodes.Status403Forbidden => StatusCode.PermissionDenied,
            StatusCodes.Status404NotFound => StatusCode.NotFound,
            StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => StatusCode.ResourceExhausted,
            _ => StatusCode.InvalidArgument,
        };
}
