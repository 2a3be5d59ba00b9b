using QosNets.Quantization;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Tests.Torch;

/// <summary>
/// The fused operation against libtorch's own batch normalisation, addition, activation and our quantiser, one after another.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class NormalizeFunctionTests
{
    private const float Inf = float.PositiveInfinity;
    private const float Epsilon = 1e-5f;

    private static readonly NormalizeOutput[] Outputs =
    [
        NormalizeOutput.Plain,
        new(null, 0, Inf),
        new(null, 0, 6),
        new(new AffineQuantizer(0.011f, 90), -Inf, Inf),
        new(new AffineQuantizer(0.007f, 0), 0, Inf),
        new(new AffineQuantizer(0.05f, 0, 127), 0, 6),
    ];

    // Rows of whole blocks, with a rest, shorter than a block, and of one value.
    public static TheoryData<int, int, int, int> Sizes =>
        new()
        {
            { 4, 3, 8, 8 },
            { 3, 5, 7, 11 },
            { 5, 2, 3, 3 },
            { 9, 4, 1, 1 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Values_bytes_gradients_and_running_statistics_are_those_of_separate_operations(
        int images,
        int channels,
        int height,
        int width
    )
    {
        foreach (var output in Outputs)
        {
            foreach (var residual in (bool[])[false, true])
            {
                using var scope = NewDisposeScope();
                var expected = new Case(images, channels, height, width, residual);
                var actual = new Case(images, channels, height, width, residual);
                var plain = expected.Separate(output);
                var bytes = output.Quantizer is null ? [] : new byte[plain.NumberOfElements + 1];
                var fused = actual.Fused(output, bytes);

                // A value that falls on the other side of a rounding border differs by a step.
                var step = output.Quantizer?.Scale ?? 0;
                AssertClose(plain, fused, 1e-4f, step, allowed: (int)(plain.NumberOfElements / 100));
                if (output.Quantizer is { } q)
                    Assert.Equal(
                        Small.Values(fused),
                        bytes.AsSpan(0, (int)fused.NumberOfElements).ToArray().Select(q.Dequantize)
                    );
                AssertClose(expected.RunningMean, actual.RunningMean, 1e-5f);
                AssertClose(expected.RunningVariance, actual.RunningVariance, 1e-5f);
                (plain * expected.Direction).sum().backward();
                (fused * actual.Direction).sum().backward();
                foreach (var (e, a) in expected.Arguments.Zip(actual.Arguments))
                    AssertClose(e.grad!, a.grad!, 2e-3f);
            }
        }
    }

    [Fact]
    public void No_result_depends_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        float[][] Results(int threads)
        {
            Threading.Use(threads);
            var run = new Case(6, 7, 9, 13, residual: true);
            var y = run.Fused(Outputs[3], []);
            (y * run.Direction).sum().backward();
            return [Small.Values(y), .. run.Arguments.Select(a => Small.Values(a.grad!))];
        }
        var (one, three) = (Results(1), Results(3));
        Threading.Use(1);
        Assert.All(one.Zip(three), p => Assert.Equal(p.First, p.Second));
    }

    [Fact]
    public void A_large_mean_does_not_swallow_the_variance()
    {
        using var scope = NewDisposeScope();
        var run = new Case(16, 1, 16, 16, residual: false);
        using (no_grad())
            run.Arguments[0].mul_(0.01).add_(1000);
        var values = Small.Values(run.Fused(NormalizeOutput.Plain, []) - run.Arguments[2].view(1, -1, 1, 1));
        var deviation = Math.Sqrt(values.Average(v => (double)v * v)) / Math.Abs(run.Arguments[1].item<float>());
        Assert.InRange(deviation, 0.9, 1.0);
    }

    private static void AssertClose(Tensor expected, Tensor actual, float tolerance, float step = 0, int allowed = 0)
    {
        var (e, a) = (Small.Values(expected), Small.Values(actual));
        Assert.Equal(e.Length, a.Length);
        var far = e.Zip(a).Where(p => !(Math.Abs(p.First - p.Second) <= tolerance * (1 + Math.Abs(p.First)))).ToList();
        Assert.True(far.Count <= allowed, $"{far.Count} of {e.Length} differ, the first {far.FirstOrDefault()}");
        Assert.All(far, p => Assert.Equal(p.First, p.Second, 1.01f * step));
    }

    /// <summary>Values of which every call makes the same.</summary>
    private sealed class Case
    {
        public Case(int images, int channels, int height, int width, bool residual)
        {
            using var generator = new Generator(11);
            long[] shape = [images, channels, height, width];
            Arguments =
            [
                Leaf(randn(shape, generator: generator) * 2 + 0.7),
                Leaf(randn([channels], generator: generator)),
                Leaf(randn([channels], generator: generator)),
                .. residual ? (Tensor[])[Leaf(randn(shape, generator: generator))] : [],
            ];
            RunningMean = randn([channels], generator: generator);
            RunningVariance = rand([channels], generator: generator) + 0.5;
            Direction = randn(shape, generator: generator);
        }

        public IReadOnlyList<Tensor> Arguments { get; }

        public Tensor RunningMean { get; }

        public Tensor RunningVariance { get; }

        public Tensor Direction { get; }

        public Tensor Separate(NormalizeOutput output)
        {
            var y = F.batch_norm(
                Arguments[0],
                RunningMean,
                RunningVariance,
                Arguments[1],
                Arguments[2],
                training: true,
                momentum: 0.3,
                eps: Epsilon
            );
            if (Arguments.Count > 3)
                y = y + Arguments[3];
            if (output.Quantizer is { } q)
                return QuantizeActivation.apply(
                    y.contiguous(),
                    new ClippedQuantizer(q, output.Low, output.High),
                    Array.Empty<byte>()
                );
            return output.Cuts ? y.clamp(output.Low, output.High) : y;
        }

        public Tensor Fused(NormalizeOutput output, byte[] bytes)
        {
            var settings = new NormalizeSettings(RunningMean, RunningVariance, 0.3, Epsilon, output, bytes);
            return NormalizeFunction.apply([Arguments[0], Arguments[1], Arguments[2], settings, .. Arguments.Skip(3)]);
        }

        private static Tensor Leaf(Tensor values) => values.detach().requires_grad_();
    }
}
