using QosNets.Server.Model;

namespace QosNets.Server.Rpc;

/// <summary>Adds gRPC to a server.</summary>
internal static class RpcSetup
{
    /// <summary>Adds what gRPC needs.</summary>
    /// <param name="services">Takes it.</param>
    /// <param name="largestMessage">Bytes that a message may have.</param>
    /// <param name="service">Makes the service, at its first call.</param>
    public static void Add(IServiceCollection services, long largestMessage, Func<InferenceService> service)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = (int)largestMessage;
            grpc.MaxSendMessageSize = null;
            grpc.Interceptors.Add<RpcFaults>();
            grpc.CompressionProviders.Clear();
            grpc.CompressionProviders.Add(new LimitedGzip(largestMessage));
        });
        services.AddSingleton(_ => service());
    }

    /// <summary>Adds the calls.</summary>
    public static void Map(WebApplication app, ServedModel model)
    {
        app.Use((context, next) => RpcGate.Handle(context, next, model));
        app.MapGrpcService<InferenceService>();
    }
}
