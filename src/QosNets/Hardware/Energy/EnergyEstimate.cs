using QosNets.Approximation;
using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;

namespace QosNets.Hardware;

/// <summary>Energy of one layer at one point.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Multiplier">Name of its multiplier.</param>
/// <param name="Parts">Where the energy goes, pJ for one image.</param>
internal sealed record LayerEnergy(string Layer, string Multiplier, EnergyParts Parts);

/// <summary>Energy of a point under one dataflow.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="MultiplierSaving">What the papers' relative power saves: multiplications only, a fraction of 1; power, whatever
/// the multipliers were chosen by.</param>
/// <param name="AcceleratorSaving">What the whole accelerator saves, a fraction of 1.</param>
/// <param name="Parts">Where the energy goes, pJ for one image.</param>
/// <param name="Layers">The same by layer, in layer order.</param>
internal sealed record PointEnergy(
    string Name,
    double MultiplierSaving,
    double AcceleratorSaving,
    EnergyParts Parts,
    IReadOnlyList<LayerEnergy> Layers
);

/// <summary>
/// Energy of one image on an accelerator under one dataflow. Savings are against the same accelerator with the exact multiplier
/// in every layer and without correction.
/// </summary>
/// <param name="Dataflow">What stays in the array.</param>
/// <param name="AccumulatorBits">Bits of every accumulator.</param>
/// <param name="Exact">Where the energy of that reference goes, pJ.</param>
/// <param name="Points">All points, in the order of the bundle.</param>
internal sealed record EnergyEstimate(
    Dataflow Dataflow,
    int AccumulatorBits,
    EnergyParts Exact,
    IReadOnlyList<PointEnergy> Points
)
{
    private const int Byte = 8;

    /// <summary>Estimates all points of a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="model">Energies and sizes.</param>
    /// <param name="dataflow">What stays in the array.</param>
    /// <exception cref="ArgumentException">The model has a number out of range, see <see cref="EnergyModel.Fault"/>.</exception>
    public static EnergyEstimate Of(Bundle bundle, EnergyModel model, Dataflow dataflow)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(model);
        if (model.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(model));
        var count = bundle.Network.Layers.Count;
        var bits =
            model.AccumulatorBits > 0
                ? model.AccumulatorBits
                : Enumerable.Range(0, count).Max(l => AccumulatorRange.OfLayer(bundle, l).Bits);
        var layers = new LayerEnergies(bundle, model, dataflow, bits);
        var exact = Parts(layers.Of([.. Enumerable.Repeat(bundle.Library.ExactIndex, count)], new bool[count]), layers.Between);
        return new EnergyEstimate(
            dataflow,
            bits,
            exact,
            [
                .. bundle.Points.Select(p =>
                {
                    var own = layers.Of(p.Assignment, p.Corrected);
                    var parts = Parts(own, layers.Between);
                    return new PointEnergy(
                        p.Name,
                        PowerModel.Saving(bundle.RelativePower(p)),
                        1 - parts.Total / exact.Total,
                        parts,
                        own
                    );
                }),
            ]
        );
    }

    private static EnergyParts Parts(IEnumerable<LayerEnergy> layers, EnergyParts between) =>
        layers.Aggregate(between, (sum, l) => sum + l.Parts);

    /// <summary>What the layers of a bundle take, whatever their multipliers.</summary>
    private sealed class LayerEnergies
    {
        private readonly Bundle bundle;
        private readonly EnergyModel model;
        private readonly int bits;
        private readonly LayerCounts[] counts;
        private readonly bool weightsStay;
        private readonly OperandBits[] bitsOf;

        public LayerEnergies(Bundle bundle, EnergyModel model, Dataflow dataflow, int bits)
        {
            (this.bundle, this.model, this.bits) = (bundle, model, bits);
            counts = [.. bundle.Network.Layers.Select(l => LayerCounts.Of(l.Geometry, dataflow, model.Rows, model.Columns))];
            weightsStay = bundle.Weights.Sum(w => (long)w.Values.Length) <= model.WeightKib * 1024;
            bitsOf = [.. bundle.Library.Multipliers.Select(m => OperandBits.Of(m.Table))];
            Between = OtherNodes();
        }

        /// <summary>The input image, and the nodes that are neither layers nor part of a layer's result.</summary>
        public EnergyParts Between { get; }

        public List<LayerEnergy> Of(IReadOnlyList<int> assignment, IReadOnlyList<bool> corrected) =>
            [.. bundle.Network.Layers.Select((l, i) => Layer(l, i, assignment[i], corrected[i]))];

        private LayerEnergy Layer(Layer layer, int l, int index, bool corrected)
        {
            var multiplier = bundle.Library.Multipliers[index];
            var (g, c, read) = (layer.Geometry, counts[l], bitsOf[index]);
            var addition = model.Addition(bits);
            // Bits on which no product depends are neither read from memories nor moved.
            double weightBits = read.CountB,
                activationBits = read.CountA;
            var weights = (long)g.OutChannels * g.FanIn;
            var spills = (g.InputLength + (long)g.OutputLength) > model.ActivationKib * 1024;
            return new LayerEnergy(
                layer.Name,
                multiplier.Name,
                new EnergyParts(
                    c.Products * model.Multiplication * bundle.Library.RelativePower(multiplier),
                    c.Products * addition,
                    RowSums(c, l, index, corrected),
                    model.RegisterBit
                        * (c.WeightMoves * weightBits + c.ActivationMoves * activationBits + (double)c.SumMoves * bits),
                    model.SramBit(model.WeightKib) * weightBits * (c.WeightReads + (weightsStay ? 0 : weights)),
                    model.SramBit(model.ActivationKib) * (c.ActivationReads * activationBits + (double)g.OutputLength * Byte),
                    model.SramBit(model.SumKib) * bits * (c.SumReads + c.SumWrites),
                    model.DramBit
                        * (
                            (weightsStay ? 0 : weights * weightBits)
                            + (spills ? Byte * ((double)g.InputLength + g.OutputLength) : 0)
                        ),
                    // The accumulator's scale and the quantiser's, and the offset and zero point.
                    2 * c.Outputs * (model.FloatMultiplication + model.FloatAddition)
                )
            );
        }

        // Without correction the sum of activations is multiplied by the zero point; with it a table holds both.
        private double RowSums(LayerCounts c, int l, int index, bool corrected)
        {
            var addition = model.Addition(bits);
            if (corrected)
                return c.RowSums * (model.LookUp(RowShifts.Bits(RowShifts.Of(bundle, l, index, true))) + addition)
                    + c.Outputs * addition;
            return bundle.Weights[l].ZeroPoint == 0
                ? 0
                : c.RowSums * addition + c.RowTotals * model.Multiplication32 + c.Outputs * addition;
        }

        private EnergyParts OtherNodes()
        {
            var network = bundle.Network;
            double read = 0,
                written = 0,
                operations = 0;
            foreach (var node in network.Nodes.Where(n => n.Flow is not (ValueFlow.Source or ValueFlow.Renames)))
            {
                var length = network.ShapeOf(node.Name).Length;
                var inputs = node.Inputs.Sum(i => (long)network.ShapeOf(i).Length);
                // A layer counts itself, and a node of one input of its own size works on values that are at hand.
                if (network.Layers.Any(l => l.Name == node.Name) || (node.Inputs.Count == 1 && inputs == length))
                    continue;
                read += inputs;
                written += length;
                operations += inputs;
            }
            return new EnergyParts(
                ActivationMemory: model.SramBit(model.ActivationKib) * Byte * (read + written + network.Input.Shape.Length),
                Dram: model.DramBit * Byte * network.Input.Shape.Length,
                Requantisation: operations * model.FloatAddition
            );
        }
    }
}
