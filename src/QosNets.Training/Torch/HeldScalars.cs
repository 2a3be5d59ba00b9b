using System.Collections.Concurrent;
using TorchSharp;

namespace QosNets.Training.Torch;

/// <summary>
/// Arithmetic of tensors with numbers that stay alive. TorchSharp makes a native number for each <c>a + b</c> (its factor of
/// <c>b</c>), <c>a * 2</c> and the like, and nothing holds it during the native call: a garbage collection at this moment frees
/// it, and libtorch reads whatever stands there then, or throws. Operators of <see cref="torch.Tensor"/> that need a number are
/// therefore not used (<c>a - b</c>, <c>a * b</c> and <c>a / b</c> of two tensors need none); these methods take numbers from a
/// table that is never emptied.
/// </summary>
internal static class HeldScalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Held = [];
    private static readonly Scalar One = Of(1);

    /// <summary>
    /// A number for a native call. The table keeps it, so only numbers that a network or a task fixes may be asked for.
    /// </summary>
    public static Scalar Of(double value) => Held.GetOrAdd(value, v => v.ToScalar());

    /// <summary>The value of a tensor of one element; TorchSharp's own way goes over a native number as well.</summary>
    public static T Item<T>(torch.Tensor tensor)
        where T : unmanaged => tensor.data<T>()[0];

    /// <summary>a + b.</summary>
    public static torch.Tensor Plus(this torch.Tensor a, torch.Tensor b) => a.add(b, One);

    /// <summary>a + b.</summary>
    public static torch.Tensor Plus(this torch.Tensor a, double b) => a.add(Of(b), One);

    /// <summary>a · b.</summary>
    public static torch.Tensor Times(this torch.Tensor a, double b) => a.mul(Of(b));

    /// <summary>a / b.</summary>
    public static torch.Tensor Over(this torch.Tensor a, double b) => a.div(Of(b));
}
