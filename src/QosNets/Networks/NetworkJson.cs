using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>A network graph as JSON: <c>{"name": ..., "nodes": [{"node": "conv2d", "name": ..., ...}, ...]}</c>.</summary>
internal static class NetworkJson
{
    private static readonly HashSet<Type> KnownTypes =
    [
        .. typeof(Node).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType),
    ];

    /// <summary>The graph as UTF-8 JSON; equal networks give equal bytes.</summary>
    /// <exception cref="NetworkException">As for <see cref="RequireKnown"/>.</exception>
    public static byte[] Write(Network network)
    {
        RequireKnown(network);
        return JsonSerializer.SerializeToUtf8Bytes(
            new NetworkDocument(network.Name, network.Nodes),
            NetworkJsonContext.Default.NetworkDocument
        );
    }

    /// <summary>Requires that files can hold every node of a network.</summary>
    /// <exception cref="NetworkException">A node's type has no name in the format.</exception>
    public static void RequireKnown(Network network)
    {
        foreach (var node in network.Nodes.Where(n => !KnownTypes.Contains(n.GetType())))
            throw new NetworkException(
                $"{node.Name}: network files have no name for a {node.GetType().Name}; add one to the list on Node"
            );
    }

    /// <summary>Reads a graph and checks it as <see cref="Network"/> does.</summary>
    /// <exception cref="NetworkException">Not JSON, an unknown node or key, a missing key, or a graph that does not fit
    /// together.</exception>
    public static Network Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var document =
                JsonSerializer.Deserialize(json, NetworkJsonContext.Default.NetworkDocument)
                ?? throw new NetworkException("network JSON: null where a network is expected");
            if (document.Nodes.Any(n => n is null))
                throw new NetworkException($"{document.Name}: null where a node is expected");
            return new Network(document.Name, document.Nodes);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new NetworkException($"network JSON: {e.Message}");
        }
    }
}

/// <summary>What stands in the file.</summary>
internal sealed record NetworkDocument(string Name, IReadOnlyList<Node> Nodes);

// Generated serialisers need no reflection, so the library stays trim- and AOT-safe.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(NetworkDocument))]
internal sealed partial class NetworkJsonContext : JsonSerializerContext;
