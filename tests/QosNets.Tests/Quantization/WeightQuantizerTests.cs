using QosNets.Quantization;
using Xunit;

namespace QosNets.Tests.Quantization;

public class WeightQuantizerTests
{
    private static readonly float[] Weights = [-0.5f, -0.25f, 0f, 0.125f, 1.5f, 0.75f, -0.01f, 0.3f];

    [Fact]
    public void Per_tensor_weights_follow_the_affine_quantiser()
    {
        var affine = AffineQuantizer.FromRange(-0.5, 1.5);
        var quantizer = WeightQuantizer.Fit(Weights, 2, signed: false);
        Assert.Equal([affine.Scale], quantizer.Scales);
        Assert.Equal(affine.ZeroPoint, quantizer.ZeroPoint);
        Assert.Equal(Weights.Select(affine.Quantize), quantizer.Quantize(Weights).Values);
        Assert.Equal(0f, quantizer.Dequantize(quantizer.Quantize(Weights).Values[2], 0));
    }

    [Fact]
    public void Weights_beyond_the_clip_range_saturate()
    {
        var quantizer = WeightQuantizer.Fit(Weights, 2, signed: false, clip: (-0.2, 0.8));
        var values = quantizer.Quantize(Weights).Values;
        Assert.Equal((0, 0, 255), (values[0], values[1], values[4]));
        Assert.Equal(AffineQuantizer.FromRange(-0.2, 0.8).Scale, quantizer.Scales[0]);
    }

    [Fact]
    public void A_clip_range_wider_than_the_weights_changes_nothing() =>
        Assert.Equal(
            WeightQuantizer.Fit(Weights, 2, signed: false).Scales,
            WeightQuantizer.Fit(Weights, 2, signed: false, clip: (-9, 9)).Scales
        );

    [Fact]
    public void Per_channel_weights_have_a_symmetric_range_each_and_one_zero_point()
    {
        var quantizer = WeightQuantizer.Fit(Weights, 2, signed: false, perChannel: true);
        Assert.Equal([0.5f / 127, 1.5f / 127], quantizer.Scales);
        Assert.Equal(128, quantizer.ZeroPoint);
        var values = quantizer.Quantize(Weights).Values;
        Assert.Equal((1, 128, 255), (values[0], values[2], values[4]));
        Assert.Equal(1.5f, quantizer.Dequantize(values[4], 1), 6);
    }

    [Fact]
    public void Signed_weights_are_symmetric_and_never_reach_minus_128()
    {
        var quantizer = WeightQuantizer.Fit(Weights, 2, signed: true);
        Assert.Equal([1.5f / 127], quantizer.Scales);
        Assert.Equal(0, quantizer.ZeroPoint);
        Assert.Equal(127, (sbyte)quantizer.Quantize([1.5f]).Values[0]);
        Assert.Equal(-127, (sbyte)quantizer.Quantize([-9f]).Values[0]);
        Assert.Equal(-0.5f, quantizer.Dequantize(quantizer.Quantize([-0.5f]).Values[0], 0), 0.006f);
    }

    [Fact]
    public void Halves_round_to_even()
    {
        var quantizer = new WeightQuantizer([1f], 10, Signed: false);
        Assert.Equal([10, 12, 12, 8], quantizer.Quantize([0.5f, 1.5f, 2.5f, -2.5f]).Values);
    }

    [Fact]
    public void Layers_of_zeros_keep_a_scale_above_zero() =>
        Assert.All(WeightQuantizer.Fit(new float[4], 2, signed: false, perChannel: true).Scales, s => Assert.True(s > 0));

    [Fact]
    public void Weights_that_are_not_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => WeightQuantizer.Fit([1f, float.NaN], 1, signed: false));
        Assert.Throws<ArgumentException>(() => WeightQuantizer.Fit([1f, float.PositiveInfinity], 1, signed: true));
        Assert.Throws<ArgumentException>(() => WeightQuantizer.Fit([1f, 2f, 3f], 2, signed: false));
    }
}
