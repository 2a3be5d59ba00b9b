using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace QosNets.Server.Rpc;

/// <summary>Unpacks gzipped messages up to a limit; the framework's own unpacks whatever is in them.</summary>
/// <param name="limit">Bytes that a message may have, unpacked.</param>
internal sealed class LimitedGzip(long limit) : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "gzip";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) =>
        new Limited(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), limit);

    private sealed class Limited(Stream inner, long limit) : Stream
    {
        private long count;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => count;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            count += read;
            return count <= limit
                ? read
                : throw new RpcException(
                    new Status(
                        StatusCode.ResourceExhausted,
                        $"the message is too large when it is unpacked: it may have {limit} bytes"
                    )
                );
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
