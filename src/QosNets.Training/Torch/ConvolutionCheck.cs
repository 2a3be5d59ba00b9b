using System.Collections.Concurrent;
using QosNets.Kernels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>
/// Finds convolutions that oneDNN computes wrongly, so that they can be computed without it. On some virtual machines (seen on
/// AMD EPYC of family 26 with the oneDNN 3.7.1 of libtorch 2.10) its kernels read memory that nobody has written where channels
/// do not fill a block of 16: results and gradients are wrong, some of them NaN.
/// </summary>
internal static class ConvolutionCheck
{
    // Channels of a block of oneDNN's widest kernels.
    private const int Block = 16;
    private const int Rounds = 3;

    private static readonly ConcurrentDictionary<ConvolutionGeometry, bool> Known = [];

    // Shapes that fail on such machines; others need no look at every shape.
    private static readonly Lazy<bool> Suspicious = new(() =>
        OneDnn.CanSwitch
        && !(
            IsRight(new ConvolutionGeometry(24, 8, 8, 24, 3, 3, 1, 1, 1))
            && IsRight(new ConvolutionGeometry(8, 8, 8, 12, 3, 3, 1, 1, 1))
            && IsRight(new ConvolutionGeometry(48, 16, 16, 16, 3, 3, 2, 1, 1))
        )
    );

    /// <summary>What a user should know of this machine, or null.</summary>
    public static string? Note =>
        Suspicious.Value
            ? "oneDNN computes some convolutions wrongly on this processor; libtorch's own, which are slower, take their place "
                + "where channels are no multiples of 16"
            : null;

    /// <summary>Whether oneDNN may compute a convolution and its gradients.</summary>
    /// <param name="g">Sizes, with paddings that are alike at both ends.</param>
    public static bool IsSound(ConvolutionGeometry g) =>
        !Suspicious.Value || Known.GetOrAdd(g, g => FillsBlocks(g) && IsRight(g));

    /// <summary>Blocks that are not full can be right by chance, where memory happens to be 0.</summary>
    private static bool FillsBlocks(ConvolutionGeometry g)
    {
        var (input, output) = (g.InChannels / g.Groups, g.OutChannels / g.Groups);
        var depthwise = input == 1 && output == 1;
        return depthwise || ((input < 4 || input % Block == 0) && output % Block == 0);
    }

    private static bool IsRight(ConvolutionGeometry g)
    {
        using var grads = enable_grad();
        for (var round = 0; round < Rounds; round++)
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)round + 1);
            var x = randn([2, g.InChannels, g.InHeight, g.InWidth], generator: generator);
            var w = randn([g.OutChannels, g.InChannels / g.Groups, g.KernelHeight, g.KernelWidth], generator: generator);
            // Memory that is used again is not 0 by chance.
            for (var i = 0; i < 8; i++)
                full([Math.Max(w.NumberOfElements, 1) << i % 4], HeldScalars.Of(double.NaN)).Dispose();
            var actual = Results(g, x, w, round);
            var expected = Results(g, x.to(ScalarType.Float64), w.to(ScalarType.Float64), round);
            if (!actual.Zip(expected, IsClose).All(close => close))
                return false;
        }
        return true;
    }

    /// <summary>The convolution and its gradients by input and weights.</summary>
    private static Tensor[] Results(ConvolutionGeometry g, Tensor x, Tensor w, int round)
    {
        var (input, weights) = (x.detach().requires_grad_(), w.detach().requires_grad_());
        var y = F.conv2d(
            input,
            weights,
            strides: [g.StrideHeight, g.StrideWidth],
            padding: [g.PadTop, g.PadLeft],
            dilation: [g.DilationHeight, g.DilationWidth],
            groups: g.Groups
        );
        using var generator = new Generator((ulong)round + 100);
        var gradient = randn(y.shape, generator: generator).to(y.dtype);
        return [y.detach(), .. autograd.grad([y], [input, weights], [gradient])];
    }

    private static bool IsClose(Tensor actual, Tensor expected)
    {
        var worst = HeldScalars.Item<double>((actual.to(ScalarType.Float64) - expected).abs().max());
        return worst <= 1e-3 * (1 + HeldScalars.Item<double>(expected.abs().max()));
    }
}
