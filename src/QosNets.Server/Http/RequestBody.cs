using System.Buffers;

namespace QosNets.Server.Http;

/// <summary>
/// A request's body in memory from the shared pool, unpacked. It grows with what arrives, not with what the headers announce.
/// </summary>
/// <param name="limit">Bytes that it may have, packed and unpacked, 1 to <see cref="ServeOptions.LargestRequest"/>.</param>
internal sealed class RequestBody(long limit) : IDisposable
{
    private const int FirstLength = 16 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstLength);

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

    /// <summary>Reads to the end; the server's limit on slowness holds.</summary>
    /// <exception cref="RequestException">The body is too large, or not packed as its header says.</exception>
    /// <exception cref="BadHttpRequestException">The body is too slow, or breaks off.</exception>
    public async Task ReadAsync(HttpRequest request, CancellationToken left)
    {
        var coding = ContentCoding.Of(request);
        // Before the first read, which asks a client that sends Expect: 100-continue to go on.
        if (request.ContentLength > limit)
            throw TooLarge("");
        await FillAsync(request.Body, "", left);
        if (coding is not null)
            await UnpackAsync(coding, left);
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private async Task UnpackAsync(string coding, CancellationToken left)
    {
        var (packed, length) = (buffer, Length);
        (buffer, Length) = (ArrayPool<byte>.Shared.Rent(FirstLength), 0);
        try
        {
            await using var stream = ContentCoding.Unpack(coding, new ArraySegment<byte>(packed, 0, length));
            await FillAsync(stream, " when it is unpacked", left);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new RequestException(
                StatusCodes.Status400BadRequest,
                $"the body is not {coding}, which its header Content-Encoding says ({e.Message.Split('\n')[0]})"
            );
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private async Task FillAsync(Stream stream, string when, CancellationToken left)
    {
        while (await stream.ReadAsync(buffer.AsMemory(Length), left) is > 0 and var count)
        {
            Length += count;
            if (Length > limit)
                throw TooLarge(when);
            if (Length < buffer.Length)
                continue;
            var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }

    private RequestException TooLarge(string when) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            $"Request body too large{when}: it may have {limit} bytes; send fewer images at a time, or start the server with a "
                + "larger --max-batch or --max-request-bytes"
        );
}
