using QosNets.Control;

namespace QosNets.Server.Base;

/// <summary>How a bundle is served.</summary>
public sealed record ServeOptions
{
    /// <summary>Where to listen; loopback by default. A port of 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Where to listen for gRPC, under the same rules; nowhere by default.</summary>
    public IReadOnlyList<string> GrpcUrls { get; init; } = [];

    /// <summary>Name of the model in paths: letters, digits and <c>_ - + .</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The key that changes of point or budget must carry, or null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The governor that chooses the operating point, one of <see cref="Governors.Names"/>.</summary>
    public string Governor { get; init; } = Governors.Interpolating;

    /// <summary>Mean relative power that is permitted at first, 0..1.</summary>
    public double Budget { get; init; } = 1;

    /// <summary>Images that run together at most, and that one request may hold; at least 1.</summary>
    public int MaxBatch { get; init; } = 64;

    /// <summary>How long a request may wait for others to run with; 0 or more.</summary>
    public TimeSpan LatencyLimit { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Batches that run at a time; at least 1.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Images that may wait at a time; at least <see cref="MaxBatch"/>.</summary>
    public int MaxQueue { get; init; } = 1024;

    /// <summary>Inference requests that may be read or answered at a time; at least 1.</summary>
    public int MaxRequests { get; init; } = 512;

    /// <summary>Open connections; at least 1. Further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>The largest <see cref="MaxRequestBytes"/>, 1 GiB: a body is one array in memory.</summary>
    public const long LargestRequest = 1L << 30;

    /// <summary>
    /// Bytes of a request's body, or null for what <see cref="MaxBatch"/> images take as generously spaced JSON.
    /// </summary>
    public long? MaxRequestBytes { get; init; }

    /// <summary>How long a shutdown waits for the requests that were accepted.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that a request may have: a pixel takes 1 to 8, names and white space get the rest.</summary>
    /// <param name="imageLength">Pixels of an image.</param>
    internal long LargestBody(int imageLength) =>
        MaxRequestBytes ?? Math.Min(64 * 1024 + 12L * MaxBatch * imageLength, LargestRequest);

    /// <summary>Checks all values.</summary>
    /// <exception cref="ServeException">One is out of its range.</exception>
    internal void Check()
    {
        if (
            Name.Length is 0 or > 100
            || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '.')
            || Name is "." or ".."
        )
            throw new ServeException($"'{Name}' cannot name a model; use 1 to 100 letters, digits and _ - + .");
        if (Key is { } key && (key.Length < 8 || !key.All(c => c is > ' ' and < '\x7f')))
            throw new ServeException("the key needs 8 or more visible ASCII characters");
        if (!Governors.Names.Contains(Governor))
            throw new ServeException($"there is no governor '{Governor}'; use one of {string.Join(", ", Governors.Names)}");
        if (!(Budget is >= 0 and <= 1))
            throw new ServeException(
                FormattableString.Invariant($"the budget is {Budget}; it must be in 0..1, where 1 is the power of exact products")
            );
        AtLeast("the largest batch", MaxBatch, 1);
        AtLeast("the number of workers", Workers, 1);
        AtLeast("the queue", MaxQueue, MaxBatch);
        AtLeast("the number of requests at a time", MaxRequests, 1);
        AtLeast("the number of connections", MaxConnections, 1);
        AtLeast("the size of a request", MaxRequestBytes ?? 1, 1);
        if (MaxRequestBytes > LargestRequest)
            throw new ServeException($"the size of a request is {MaxRequestBytes}; it must be {LargestRequest} or less");
        AtLeast("the latency limit in milliseconds", LatencyLimit.TotalMilliseconds, 0);
        AtLeast("the time to drain in seconds", DrainTimeout.TotalSeconds, 0);
        foreach (var url in Urls.Concat(GrpcUrls))
            Binding.Check(url);
    }

    private static void AtLeast(string what, double value, double least)
    {
        if (!(value >= least))
            throw new ServeException(FormattableString.Invariant($"{what} is {value}; it must be {least} or more"));
    }
}
