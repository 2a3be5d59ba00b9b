using QosNets.Quantization;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class QuantizeKernelsTests
{
    private const float Inf = float.PositiveInfinity;

    // Scales that are powers of two make exact ties; the others round.
    private static readonly AffineQuantizer[] Quantizers =
    [
        new(0.037f, 0),
        new(0.037f, 93),
        new(1 / 64f, 128),
        new(0.125f, 255),
        new(0.02f, 40, 127),
        new(0.5f, 3, 127),
        new(1e-8f, 17),
    ];

    public static TheoryData<float, float> Activations =>
        new()
        {
            { -Inf, Inf },
            { 0, Inf },
            { 0, 6 },
        };

    [Theory]
    [MemberData(nameof(Activations))]
    public void Bytes_and_real_values_are_those_of_the_quantiser_for_every_length(float low, float high)
    {
        var random = new Random(1);
        foreach (var q in Quantizers)
        {
            // The last length is more than one thread's chunk.
            foreach (var length in Enumerable.Range(0, 71).Append(70_001))
            {
                var x = Values(random, q, length);
                // One more element shows a write past the end.
                var (bytes, real) = (Filled<byte>(length + 1, 211), Filled(length + 1, 0.25f));
                QuantizeKernels.Quantize(x, new ClippedQuantizer(q, low, high), real.AsSpan(0, length), bytes.AsSpan(0, length));
                var expected = x.Select(v => q.Quantize(Math.Clamp(v, low, high))).ToArray();
                Assert.Equal([.. expected, 211], bytes);
                Assert.Equal([.. expected.Select(q.Dequantize), 0.25f], real);
            }
        }
    }

    [Fact]
    public void Either_output_may_be_left_out()
    {
        var q = Quantizers[1];
        var clipped = new ClippedQuantizer(q, -Inf, Inf);
        var x = Values(new Random(2), q, 70);
        var (bytes, real) = (new byte[70], new float[70]);
        QuantizeKernels.Quantize(x, clipped, real, default);
        QuantizeKernels.Quantize(x, clipped, default, bytes);
        Assert.Equal(x.Select(q.Quantize), bytes);
        Assert.Equal(bytes.Select(q.Dequantize), real);
    }

    [Fact]
    public void Halves_go_to_the_even_neighbour()
    {
        var q = new AffineQuantizer(0.5f, 10);
        var x = Enumerable.Range(0, 40).Select(i => (i - 8 + 0.5f) * 0.5f).ToArray();
        var bytes = new byte[40];
        QuantizeKernels.Quantize(x, new ClippedQuantizer(q, -Inf, Inf), default, bytes);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (byte)(10 + (((i - 8) & 1) == 0 ? i - 8 : i - 7))), bytes);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Gradients_pass_where_neither_the_activation_nor_the_quantiser_saturates(float low, float high)
    {
        var random = new Random(3);
        foreach (var q in Quantizers)
        {
            foreach (var length in Enumerable.Range(0, 71).Append(70_001))
            {
                // Away from the borders, where the two formulas may round differently.
                var x = Values(random, q, length).Where(v => !NearBorder(v, q)).ToArray();
                var gradient = x.Select(_ => random.NextSingle() + 0.5f).ToArray();
                var result = Filled(x.Length + 1, 0.25f);
                QuantizeKernels.Backward(x, gradient, new ClippedQuantizer(q, low, high), result.AsSpan(0, x.Length));
                bool Passes(float v) =>
                    v > low
                    && v < high
                    && Math.Round((double)v / q.Scale) + q.ZeroPoint is var step
                    && step >= 0
                    && step <= q.Max;
                Assert.Equal([.. x.Zip(gradient, (v, g) => Passes(v) ? g : 0), 0.25f], result);
            }
        }
    }

    [Fact]
    public void A_quantised_tensor_passes_gradients_straight_through_inside_its_range_and_none_outside()
    {
        using var scope = NewDisposeScope();
        var q = new AffineQuantizer(0.1f, 100);
        var x = tensor([-20f, -10.04f, -9.9f, -0.01f, 0.33f, 5.95f, 6.05f, 15.5f, 15.6f, 300f], requires_grad: true);
        var weights = tensor(Enumerable.Range(1, 10).Select(i => (float)i).ToArray());
        var y = QuantizeActivation.apply(x, new ClippedQuantizer(q, -Inf, Inf), new byte[10]);
        (y * weights).sum().backward();
        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8, 0, 0], Small.Values(x.grad!));

        var cut = tensor([-0.01f, 0.33f, 5.95f, 6.05f], requires_grad: true);
        (QuantizeActivation.apply(cut, new ClippedQuantizer(q, 0, 6), Array.Empty<byte>()) * 3).sum().backward();
        Assert.Equal([0, 3, 3, 0], Small.Values(cut.grad!));
    }

    [Fact]
    public void The_range_is_that_of_the_smallest_and_the_largest_value()
    {
        var random = new Random(4);
        for (var length = 1; length <= 70; length++)
        {
            var x = Enumerable.Range(0, length).Select(_ => 100 * random.NextSingle() - 50).ToArray();
            Assert.Equal((x.Min(), x.Max()), QuantizeKernels.Range(x));
        }
    }

    private static bool NearBorder(float v, AffineQuantizer q)
    {
        var step = (double)v / q.Scale + q.ZeroPoint;
        return Math.Abs(step + 0.5) < 0.01 || Math.Abs(step - q.Max - 0.5) < 0.01;
    }

    private static float[] Values(Random random, AffineQuantizer q, int length) =>
        [
            .. Enumerable
                .Range(0, length)
                .Select(i =>
                    random.Next(8) switch
                    {
                        0 => q.Scale * (random.Next(-300, 300) + 0.5f),
                        1 => new[] { Inf, -Inf, float.MaxValue, float.MinValue, float.Epsilon, -0f, 6f }[random.Next(7)],
                        2 => 12 * random.NextSingle() - 4,
                        _ => q.Scale * (600 * random.NextSingle() - 300),
                    }
                ),
        ];

    private static T[] Filled<T>(int length, T value)
    {
        var array = new T[length];
        Array.Fill(array, value);
        return array;
    }
}
