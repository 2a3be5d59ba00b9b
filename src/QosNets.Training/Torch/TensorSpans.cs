using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Spans over the native memory of contiguous CPU tensors, without copies.</summary>
internal static class TensorSpans
{
    /// <summary>The values of a contiguous float32 tensor.</summary>
    public static Span<float> Floats(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || !tensor.is_contiguous())
            throw new ArgumentException(
                $"a contiguous float32 tensor is needed, not {tensor.dtype} with strides {string.Join(',', tensor.stride())}",
                nameof(tensor)
            );
        return MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }

    /// <summary>
    /// A new float32 tensor of <paramref name="like"/>'s shape with a copy of the values. TorchSharp's own way keeps a pinned
    /// managed array behind the tensor. For layers' weights that costs a garbage collection of the oldest generation every few
    /// steps.
    /// </summary>
    public static Tensor New(ReadOnlySpan<float> values, Tensor like)
    {
        var made = NewLike(like);
        values.CopyTo(Floats(made));
        return made;
    }

    /// <summary>A new float32 tensor of that shape whose values are not set.</summary>
    public static Tensor NewLike(Tensor tensor) => empty(tensor.shape, ScalarType.Float32);
}
