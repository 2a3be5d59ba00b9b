using System.Buffers;
using System.Runtime.Intrinsics;
using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Runtime;

/// <summary>
/// One layer compiled for one multiplier. It gives the centred accumulator of docs/method.md, "The accumulator", exactly:
/// Σ T(x,w) − Σ f(x) − z_x·Σ w − z_w·Σ x + K·z_x·z_w, where f is the activation-side correction, or 0.
/// <para>
/// All that depends on the activation goes into the table, T'(a,b) = T(a,b) − z_w·a − f(a), and all that depends on the
/// weights only becomes a constant per output channel: the kernel then does nothing but look up and add. The smallest
/// value of each column of T' moves into that constant too, which keeps the table within 16 bits for any z_w.
/// </para>
/// </summary>
internal sealed class ApproximateLayer
{
    private readonly TruthTable table;
    private readonly ErrorRows? errors;
    private readonly int weightZeroPoint;
    private readonly int inputZeroPoint;
    private readonly byte[] weights;
    private readonly int[] columnMinimum = new int[256];
    private readonly int[] constants;
    private readonly LayoutCache layouts;
    private readonly PreparedWeights preparedWeights = new();
    private PreparedTable? prepared;
    private int largestProduct;

    private ApproximateLayer(
        string name,
        ConvolutionGeometry g,
        byte[] weights,
        int weightZeroPoint,
        int inputZeroPoint,
        TruthTable table,
        ErrorRows? errors,
        KernelPath path
    )
    {
        Name = name;
        Path = path;
        Geometry = g;
        layouts = new LayoutCache(g);
        this.weights = weights;
        this.weightZeroPoint = weightZeroPoint;
        this.inputZeroPoint = inputZeroPoint;
        this.table = table;
        this.errors = errors;
        constants = new int[g.OutChannels];
        Rebuild();
    }

    /// <summary>Name of the layer, for messages.</summary>
    public string Name { get; }

    /// <summary>Sizes of the layer.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <summary>The kernels that it runs on.</summary>
    public KernelPath Path { get; }

    /// <summary>What is added to the kernel's sum of each output channel.</summary>
    internal ReadOnlySpan<int> Constants => constants;

    /// <summary>Compiles a layer.</summary>
    /// <param name="name">Name of the layer, for messages.</param>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="weights">Weight bytes [OutChannels, K]; they are copied.</param>
    /// <param name="weightZeroPoint">z_w: 0..255, and 0 with a signed table.</param>
    /// <param name="inputZeroPoint">z_x: 0..255, with a signed table 0..127; also the byte that pads.</param>
    /// <param name="table">The multiplier.</param>
    /// <param name="correct">Whether f, the error's expectation given the activation, is subtracted.</param>
    /// <param name="path">Path to use instead of <see cref="KernelPaths.Selected"/>.</param>
    /// <exception cref="ArgumentException">A length or zero point is out of its range.</exception>
    /// <exception cref="OverflowException">The sum of products or the accumulator could reach 2^31.</exception>
    public static ApproximateLayer Compile(
        string name,
        ConvolutionGeometry g,
        ReadOnlySpan<byte> weights,
        int weightZeroPoint,
        int inputZeroPoint,
        TruthTable table,
        bool correct,
        KernelPath? path = null
    ) =>
        Share(
            name,
            g,
            weights.ToArray(),
            weightZeroPoint,
            inputZeroPoint,
            table,
            correct ? new ErrorRows(table) : null,
            path ?? KernelPaths.Selected
        );

    /// <summary>As <see cref="Compile"/>, but keeps weights and error map, which many compiled layers can then share.</summary>
    internal static ApproximateLayer Share(
        string name,
        ConvolutionGeometry g,
        byte[] weights,
        int weightZeroPoint,
        int inputZeroPoint,
        TruthTable table,
        ErrorRows? errors,
        KernelPath path
    )
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentNullException.ThrowIfNull(table);
        if (weights.Length != (long)g.OutChannels * g.FanIn)
            throw new ArgumentException(
                $"layer '{name}': {weights.Length} weights where {g.OutChannels} channels of {g.FanIn} are expected",
                nameof(weights)
            );
        var (highestWeight, highestInput) = table.Signed ? (0, 127) : (255, 255);
        if (weightZeroPoint < 0 || weightZeroPoint > highestWeight)
            throw new ArgumentException(
                $"layer '{name}': weight zero point {weightZeroPoint} is outside 0..{highestWeight}",
                nameof(weightZeroPoint)
            );
        if (inputZeroPoint < 0 || inputZeroPoint > highestInput)
            throw new ArgumentException(
                $"layer '{name}': input zero point {inputZeroPoint} is outside 0..{highestInput}",
                nameof(inputZeroPoint)
            );
        return new ApproximateLayer(name, g, weights, weightZeroPoint, inputZeroPoint, table, errors, path);
    }

    /// <summary>Takes new weights, as after a training step; must not run while the layer computes.</summary>
    /// <param name="values">Weight bytes [OutChannels, K].</param>
    /// <exception cref="ArgumentException">The number of weights differs.</exception>
    /// <exception cref="OverflowException">The accumulator could reach 2^31.</exception>
    public void Update(ReadOnlySpan<byte> values)
    {
        if (values.Length != weights.Length)
            throw new ArgumentException(
                $"layer '{Name}': {values.Length} weights where {weights.Length} are expected",
                nameof(values)
            );
        if (values.SequenceEqual(weights))
            return;
        values.CopyTo(weights);
        Rebuild();
    }

    /// <summary>Computes the centred accumulators of a batch.</summary>
    /// <param name="batch">Number of images.</param>
    /// <param name="input">Activation bytes [batch, InChannels, InHeight, InWidth].</param>
    /// <param name="accumulators">[batch, OutChannels, OutHeight, OutWidth].</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public unsafe void Accumulate(int batch, ReadOnlySpan<byte> input, Span<int> accumulators)
    {
        CheckOutput(batch, accumulators.Length);
        fixed (int* target = accumulators)
            Run(batch, input, new AccumulatorEpilogue(Geometry, constants, target), KernelOptions.Threads);
    }

    /// <summary>Computes accumulators, converts each to float32 and multiplies it by its channel's scale.</summary>
    /// <param name="batch">Number of images.</param>
    /// <param name="input">Activation bytes [batch, InChannels, InHeight, InWidth].</param>
    /// <param name="outputs">[batch, OutChannels, OutHeight, OutWidth].</param>
    /// <param name="scales">One scale, or one per output channel.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public unsafe void Outputs(int batch, ReadOnlySpan<byte> input, Span<float> outputs, ReadOnlySpan<float> scales)
    {
        CheckOutput(batch, outputs.Length);
        if (scales.Length != 1 && scales.Length != Geometry.OutChannels)
            throw new ArgumentException(
                $"layer '{Name}': {scales.Length} scales where 1 or {Geometry.OutChannels} are expected",
                nameof(scales)
            );
        fixed (
            float* target = outputs,
                factors = scales
        )
            Run(
                batch,
                input,
                new ScaleEpilogue(Geometry, constants, target, factors, scales.Length == 1 ? 0 : 1),
                KernelOptions.Threads
            );
    }

    /// <summary>Runs the kernel; its sums still lack <see cref="Constants"/>, which the epilogue adds.</summary>
    internal void Run<TEpilogue>(int batch, ReadOnlySpan<byte> input, in TEpilogue epilogue, int threads)
        where TEpilogue : struct, IEpilogue =>
        TableConvolution.Run(
            Geometry,
            layouts,
            batch,
            input,
            (byte)inputZeroPoint,
            weights,
            prepared!,
            preparedWeights,
            Path,
            epilogue,
            threads
        );

    private unsafe void Rebuild()
    {
        // Without correction the table does not depend on the weights, only the constants do.
        if (prepared is null || errors is not null)
            PrepareTable();
        var k = Geometry.FanIn;
        if (TableConvolution.FollowsPlan(Geometry, prepared!, Path))
        {
            fixed (byte* w = weights)
                TableConvolution.Prepare(Geometry, prepared!, Path, w, preparedWeights);
        }
        for (var c = 0; c < constants.Length; c++)
        {
            var channel = weights.AsSpan(c * k, k);
            var minima = 0L;
            foreach (var w in channel)
                minima += columnMinimum[w];
            var constant = CentredAccumulator.Constant(channel, table.Signed, weightZeroPoint, inputZeroPoint);
            constants[c] = unchecked((int)(constant + minima));
        }
        CentredAccumulator.CheckReach(Name, weights, k, weightZeroPoint, inputZeroPoint, table.Signed, largestProduct);
    }

    private void PrepareTable()
    {
        var correction = errors is null ? [] : ActivationCorrection.Rows(errors, OperandHistogram.Of(weights));
        var shifts = CentredAccumulator.RowShifts(table.Signed, weightZeroPoint, correction);
        largestProduct = CentredAccumulator.LargestProduct(table, shifts);
        var rented = ArrayPool<int>.Shared.Rent(TruthTable.Length);
        var entries = rented.AsSpan(0, TruthTable.Length);
        Array.Fill(columnMinimum, int.MaxValue);
        for (var a = 0; a < 256; a++)
        {
            var shift = Vector256.Create(shifts[a]);
            var products = table.Products.Slice(256 * a, 256);
            var shifted = entries.Slice(256 * a, 256);
            for (var b = 0; b < 256; b += Vector256<int>.Count)
            {
                var v = Vector256.Create(products[b..]) - shift;
                v.CopyTo(shifted[b..]);
                Vector256.Min(v, Vector256.Create(columnMinimum, b)).CopyTo(columnMinimum, b);
            }
        }
        for (var i = 0; i < entries.Length; i += Vector256<int>.Count)
            (Vector256.Create<int>(entries[i..]) - Vector256.Create(columnMinimum, i & 255)).CopyTo(entries[i..]);
        if (prepared is null)
            prepared = PreparedTable.Create(entries, kind: null, Path);
        else
            prepared.Update(entries);
        ArrayPool<int>.Shared.Return(rented);
    }

    private void CheckOutput(int batch, int length)
    {
        if (length != (long)batch * Geometry.OutputLength)
            throw new ArgumentException(
                $"layer '{Name}': {length} output values where {batch} images of {Geometry.OutputLength} are expected"
            );
    }
}
