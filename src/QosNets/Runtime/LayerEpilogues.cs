using System.Runtime.Intrinsics;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>Stores accumulators: the kernel's sum plus the channel's constant.</summary>
internal readonly unsafe struct AccumulatorEpilogue(ConvolutionGeometry g, int[] constants, int* target) : IEpilogue
{
    private readonly int channels = g.OutChannels;
    private readonly int positions = g.Positions;

    public void Store(int image, int channel, int position, ReadOnlySpan<int> accumulators)
    {
        var constant = constants[channel];
        var row = target + ((long)image * channels + channel) * positions + position;
        for (var i = 0; i < accumulators.Length; i++)
            row[i] = unchecked(accumulators[i] + constant);
    }
}

/// <summary>Stores (float)accumulator · scale.</summary>
internal readonly unsafe struct ScaleEpilogue(
    ConvolutionGeometry g,
    int[] constants,
    float* target,
    float* scales,
    int scaleStride
) : IEpilogue
{
    private readonly int channels = g.OutChannels;
    private readonly int positions = g.Positions;

    public void Store(int image, int channel, int position, ReadOnlySpan<int> accumulators)
    {
        var constant = constants[channel];
        var scale = scales[channel * scaleStride];
        var row = target + ((long)image * channels + channel) * positions + position;
        var i = 0;
        for (; i <= accumulators.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            var sums = Vector256.Create(accumulators.Slice(i, Vector256<int>.Count)) + Vector256.Create(constant);
            (Vector256.ConvertToSingle(sums) * scale).Store(row + i);
        }
        for (; i < accumulators.Length; i++)
            row[i] = unchecked(accumulators[i] + constant) * scale;
    }
}
