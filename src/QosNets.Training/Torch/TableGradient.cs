using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Quantization;

namespace QosNets.Training.Torch;

/// <summary>
/// What <see cref="TableSlopes"/> add to the gradients of a layer's exact products, for one batch: Σ_j g_j·s_w·δ(x, w_j) by
/// the input and Σ g·s_x·δ(x, w) by the weights, over all products of a layer, padding included.
/// </summary>
internal sealed unsafe class TableGradient
{
    // Sums over images are made in as many parts whatever the number of threads, so that they do not depend on it.
    private const int Parts = 8;

    private readonly ConvolutionGeometry g;
    private readonly float[] byActivation;
    private readonly float[] byWeight;
    private readonly LayerWeights weights;
    private readonly AffineQuantizer input;
    private readonly byte[] x;
    private readonly int batch;

    /// <summary>The addition for a batch.</summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="slopes">The multiplier's.</param>
    /// <param name="corrected">Whether the layer subtracts the activation-side correction, whose slope is then taken off.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="input">Quantiser of the activations.</param>
    /// <param name="x">Activations [batch, C, H, W], which must stay until <see cref="Add"/>.</param>
    /// <param name="batch">Number of images.</param>
    public TableGradient(
        ConvolutionGeometry g,
        TableSlopes slopes,
        bool corrected,
        LayerWeights weights,
        AffineQuantizer input,
        byte[] x,
        int batch
    )
    {
        (this.g, this.weights, this.input, this.x, this.batch) = (g, weights, input, x, batch);
        (byActivation, byWeight) = (slopes.ByActivation, slopes.ByWeight);
        if (!corrected)
            return;
        var correction = ActivationCorrection.Rows(slopes.Errors, OperandHistogram.Of(weights.Bytes));
        var slope = slopes.Of(Array.ConvertAll(correction, f => (double)f));
        byActivation = (float[])byActivation.Clone();
        for (var i = 0; i < byActivation.Length; i++)
            byActivation[i] -= (float)slope[i & 255];
    }

    /// <summary>Adds to the gradients of exact products.</summary>
    /// <param name="gradient">By the output [batch, O, H, W].</param>
    /// <param name="ofInput">By the input [batch, C, H, W]; empty where it is not wanted.</param>
    /// <param name="ofWeights">By the weights [O, fan-in].</param>
    public void Add(Span<float> gradient, Span<float> ofInput, Span<float> ofWeights)
    {
        var sums = new float[Parts][];
        var wantsInput = ofInput.Length > 0;
        fixed (float* by = gradient)
        fixed (float* to = ofInput)
        {
            var (from, target) = ((nint)by, (nint)to);
            Parallel.For(
                0,
                Parts,
                part =>
                {
                    var sum = sums[part] = new float[g.OutChannels * g.FanIn];
                    for (var i = batch * part / Parts; i < batch * (part + 1) / Parts; i++)
                        AddImage(
                            i,
                            (float*)from + (long)i * g.OutputLength,
                            wantsInput ? (float*)target + (long)i * g.InputLength : null,
                            sum
                        );
                }
            );
        }
        foreach (var sum in sums)
        {
            for (var i = 0; i < sum.Length; i++)
                ofWeights[i] += input.Scale * sum[i];
        }
    }

    private void AddImage(int image, float* gradient, float* ofInput, float[] sums)
    {
        var (channels, inputs) = (g.OutChannels / g.Groups, g.InChannels / g.Groups);
        var scales = weights.Quantizer!.Scales;
        var at = 0;
        fixed (byte* pixels = x)
        fixed (
            float* da = byActivation,
                db = byWeight
        )
            for (var j = 0; j < g.OutChannels; j++, gradient += g.Positions)
            for (var c = 0; c < inputs; c++)
            {
                var plane = (long)(j / channels * inputs + c) * g.InHeight * g.InWidth;
                for (var ky = 0; ky < g.KernelHeight; ky++)
                for (var kx = 0; kx < g.KernelWidth; kx++, at++)
                {
                    var column = 256 * weights.Bytes[at];
                    sums[at] += AddPlace(
                        ky,
                        kx,
                        pixels + (long)image * g.InputLength + plane,
                        gradient,
                        scales[scales.Length > 1 ? j : 0],
                        da + column,
                        db + column,
                        ofInput == null ? null : ofInput + plane
                    );
                }
            }
    }

    /// <summary>Adds what one weight does at all positions; gives the sum for the weight.</summary>
    private float AddPlace(int ky, int kx, byte* plane, float* gradient, float scale, float* da, float* db, float* ofInput)
    {
        float sum = 0;
        var padding = db[(byte)input.ZeroPoint];
        for (var oy = 0; oy < g.OutHeight; oy++)
        {
            var y = oy * g.StrideHeight + ky * g.DilationHeight - g.PadTop;
            var inside = (uint)y < (uint)g.InHeight;
            for (var ox = 0; ox < g.OutWidth; ox++, gradient++)
            {
                var column = ox * g.StrideWidth + kx * g.DilationWidth - g.PadLeft;
                if (!inside || (uint)column >= (uint)g.InWidth)
                {
                    sum += *gradient * padding;
                    continue;
                }
                var place = y * g.InWidth + column;
                var a = plane[place];
                sum += *gradient * db[a];
                if (ofInput != null)
                    ofInput[place] += *gradient * scale * da[a];
            }
        }
        return sum;
    }
}
