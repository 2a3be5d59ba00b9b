using QosNets.Kernels;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class ConvolutionTests
{
    /// <summary>Shapes with channels that fill no block of oneDNN's kernels, where some machines' results are wrong.</summary>
    [Theory]
    [InlineData(24, 24, 8, 3, 1, 1)]
    [InlineData(8, 12, 8, 3, 1, 1)]
    [InlineData(48, 16, 16, 3, 2, 1)]
    [InlineData(3, 10, 9, 5, 1, 1)]
    [InlineData(20, 40, 8, 3, 2, 2)]
    [InlineData(24, 24, 8, 3, 1, 24)]
    [InlineData(16, 32, 8, 3, 1, 1)]
    public void Values_and_gradients_are_those_of_64_bits(int input, int output, int size, int kernel, int stride, int groups)
    {
        using var scope = NewDisposeScope();
        var g = new ConvolutionGeometry(input, size, size, output, kernel, kernel, stride, kernel / 2, groups);
        for (var round = 0; round < 3; round++)
        {
            manual_seed(round);
            var x = randn([4, input, size, size]).requires_grad_();
            var w = randn([output, input / groups, kernel, kernel]).requires_grad_();
            var (exactX, exactW) = (Exact(x), Exact(w));
            var exact = F.conv2d(exactX, exactW, strides: [stride, stride], padding: [kernel / 2, kernel / 2], groups: groups);
            var y = Convolution.Of(g, x, w);
            AssertClose(exact, y);

            var gradient = randn(y.shape);
            var expected = autograd.grad([exact], [exactX, exactW], [gradient.to(ScalarType.Float64)]);
            var actual = autograd.grad([y], [x, w], [gradient]);
            AssertClose(expected[0], actual[0]);
            AssertClose(expected[1], actual[1]);
            var (ofInput, ofWeights) = Convolution.Gradients(g, gradient, x.detach(), w.detach(), ofInput: true);
            AssertClose(expected[0], ofInput!);
            AssertClose(expected[1], ofWeights);
        }
    }

    private static Tensor Exact(Tensor tensor) => tensor.detach().to(ScalarType.Float64).requires_grad_();

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        var largest = expected.abs().max().item<double>();
        var worst = (actual.detach().to(ScalarType.Float64) - expected).abs().max().item<double>();
        Assert.True(worst < 1e-4 * (1 + largest), $"{worst} of {largest}");
    }
}
