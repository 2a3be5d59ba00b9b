using System.Buffers;

namespace QosNets.Server.Http;

/// <summary>
/// A request's body in memory from the shared pool. It grows with what arrives, not with what the headers announce.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstLength = 16 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstLength);

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

    /// <summary>Reads to the end; the server's limits on size and slowness hold.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, too slow, or breaks off.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken left)
    {
        while (await stream.ReadAsync(buffer.AsMemory(Length), left) is > 0 and var count)
        {
            Length += count;
            if (Length < buffer.Length)
                continue;
            var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
