using System.IO.Compression;

namespace QosNets.Server.Http;

/// <summary>Takes off what <c>Content-Encoding</c> says that a body was packed with.</summary>
internal static class ContentCoding
{
    /// <summary>The codings that are read.</summary>
    public const string Accepted = "gzip, deflate";

    /// <summary>The coding of a request's body.</summary>
    /// <returns><c>gzip</c>, <c>deflate</c>, or null for a body that comes as it is.</returns>
    /// <exception cref="RequestException">The coding is another one, or there are several on top of each other.</exception>
    public static string? Of(HttpRequest request)
    {
        var given = request.Headers.ContentEncoding.ToString().Trim();
        return given.ToUpperInvariant() switch
        {
            "" or "IDENTITY" => null,
            "GZIP" or "X-GZIP" => "gzip",
            "DEFLATE" => "deflate",
            _ => throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"the header Content-Encoding is '{(given.Length > 40 ? given[..40] + "…" : given)}'; it may be gzip or deflate, "
                    + "or be left out"
            ),
        };
    }

    /// <summary>A stream of what is packed.</summary>
    /// <param name="coding"><c>gzip</c> or <c>deflate</c>.</param>
    /// <param name="packed">The packed bytes.</param>
    public static Stream Unpack(string coding, ArraySegment<byte> packed)
    {
        var stream = new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false);
        if (coding == "gzip")
            return new GZipStream(stream, CompressionMode.Decompress);
        // The standard means zlib by deflate, and some clients send the bare stream: only zlib's two first bytes are a multiple
        // of 31.
        var start = packed.AsSpan();
        return start.Length >= 2 && (start[0] & 15) == 8 && (start[0] << 8 | start[1]) % 31 == 0
            ? new ZLibStream(stream, CompressionMode.Decompress)
            : new DeflateStream(stream, CompressionMode.Decompress);
    }
}
