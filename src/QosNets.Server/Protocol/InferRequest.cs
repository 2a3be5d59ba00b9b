using System.Buffers;
using QosNets.Server.Batching;

namespace QosNets.Server.Protocol;

/// <summary>An output that a client asks for.</summary>
/// <param name="Name">One of <see cref="Tensors"/>' outputs.</param>
/// <param name="Binary">Whether it comes behind the JSON as bytes.</param>
internal readonly record struct OutputRequest(string Name, bool Binary);

/// <summary>A checked inference request.</summary>
/// <param name="id">The client's name for it, or null.</param>
/// <param name="pixels">From the shared pool; goes back to it.</param>
/// <param name="images">Number of images.</param>
/// <param name="outputs">The outputs, in the order in which they are answered.</param>
/// <param name="wish">What it asks for itself, past the budget.</param>
internal sealed class InferRequest(string? id, byte[] pixels, int images, IReadOnlyList<OutputRequest> outputs, Wish wish)
    : IDisposable
{
    /// <summary>The client's name for it, or null.</summary>
    public string? Id => id;

    /// <summary>Pixels 0..255, [images, channels, rows, columns]; may be longer.</summary>
    public byte[] Pixels => pixels;

    /// <summary>Number of images, at least 1.</summary>
    public int Images => images;

    /// <summary>The outputs, in the order in which they are answered.</summary>
    public IReadOnlyList<OutputRequest> Outputs => outputs;

    /// <summary>What it asks for itself, past the budget.</summary>
    public Wish Wish => wish;

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(pixels);
}
