using System.Globalization;
using System.Text;
using QosNets.Bundles;
using QosNets.Multipliers;

namespace QosNets.Hardware;

/// <summary>A module that is written: its name, which is its file's too, and its text.</summary>
internal sealed record RtlModule(string Name, string Text);

/// <summary>
/// The accelerator of a bundle: the multipliers that its points use, how far accumulators reach, and for every layer and point
/// which multiplier works and which table of corrections holds.
/// </summary>
internal sealed class RtlDesign
{
    // Sign extension of a product needs one bit more than it has.
    private const int LeastSumBits = 17;

    private readonly Bundle bundle;
    private readonly List<int> used;
    private readonly Netlist?[] circuits;
    private readonly IReadOnlyList<string> modules;

    /// <summary>Makes the design of a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="size">Rows and columns of the array.</param>
    /// <param name="library">Where circuits of the bundle's multipliers may be; null for none.</param>
    public RtlDesign(Bundle bundle, ArraySize size, MultiplierLibrary? library)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        this.bundle = bundle;
        Size = size;
        used = [.. bundle.Points.SelectMany(p => p.Assignment).Distinct().Order()];
        circuits = [.. Multipliers.Select(m => MultiplierCircuits.Find(m, library))];
        modules = VerilogText.Modules(Multipliers.Select(m => m.Name));
        Layers = [.. Enumerable.Range(0, bundle.Network.Layers.Count).Select(l => AccumulatorRange.OfLayer(bundle, l))];
        Choices =
        [
            .. Enumerable
                .Range(0, Layers.Count)
                .Select(l => bundle.Points.Select(p => (p.Assignment[l], p.Corrected[l])).Distinct().ToArray()),
        ];
        ShiftBits = Enumerable
            .Range(0, Layers.Count)
            .SelectMany(l => Choices[l].Select(c => ShiftsOf(l, c)))
            .Max(s => RowShifts.Bits(s));
        SumBits = Math.Max(Math.Max(LeastSumBits, ShiftBits + 1), Layers.Max(r => r.Bits));
    }

    /// <summary>Rows and columns of the array.</summary>
    public ArraySize Size { get; }

    /// <summary>Bits of every accumulator: what the widest layer needs.</summary>
    public int SumBits { get; }

    /// <summary>What the accumulators of each layer reach over all points.</summary>
    public IReadOnlyList<AccumulatorRange> Layers { get; }

    /// <summary>The layers by name with their ranges.</summary>
    public IEnumerable<(string Layer, AccumulatorRange Range)> LayerRanges =>
        bundle.Network.Layers.Zip(Layers, (l, r) => (l.Name, r));

    /// <summary>The multipliers of the unit, in the order of their numbers.</summary>
    public IEnumerable<Multiplier> Multipliers => used.Select(m => bundle.Library.Multipliers[m]);

    /// <summary>The multipliers without a known circuit, which are tables for simulation.</summary>
    public IEnumerable<Multiplier> WithoutCircuit => Multipliers.Where((_, i) => circuits[i] is null);

    /// <summary>The bundle.</summary>
    internal Bundle Bundle => bundle;

    /// <summary>Bits of a correction.</summary>
    internal int ShiftBits { get; }

    /// <summary>
    /// Each layer's different pairs of multiplier and correction; a pair has a table of corrections of its own.
    /// </summary>
    internal IReadOnlyList<(int Multiplier, bool Corrected)[]> Choices { get; }

    /// <summary>Bits that choose a table of corrections.</summary>
    internal int BankBits => VerilogText.BitsFor(Choices.Max(c => c.Length));

    /// <summary>Bits that choose a multiplier.</summary>
    internal int SelectBits => VerilogText.BitsFor(used.Count);

    /// <summary>Bits that name a point.</summary>
    internal int PointBits => VerilogText.BitsFor(bundle.Points.Count);

    /// <summary>Bits that name a layer.</summary>
    internal int LayerBits => VerilogText.BitsFor(Layers.Count);

    /// <summary>All modules, those that others use first.</summary>
    internal IReadOnlyList<RtlModule> Modules =>
        [
            .. Multipliers.Select((m, i) => new RtlModule(modules[i], MultiplierVerilog.Of(modules[i], m, circuits[i]))),
            new("qos_products", UnitVerilog.Products(modules)),
            new("qos_pe", VerilogText.WithDefaults(UnitVerilog.ProcessingElement, Parameters)),
            new("qos_shift", VerilogText.WithDefaults(UnitVerilog.Shift, Parameters)),
            new("qos_delay", UnitVerilog.Delay),
            new("qos_array", VerilogText.WithDefaults(ArrayVerilog.Text, Parameters)),
            new("qos_points", PointTable()),
            new("qos_accelerator", VerilogText.WithDefaults(AcceleratorVerilog.Text, Parameters)),
            new("qos_requantiser", VerilogText.WithDefaults(RequantiserVerilog.Text, Parameters)),
        ];

    /// <summary>Defaults of the modules' parameters: every layer of the bundle fits.</summary>
    internal IReadOnlyList<(string Name, long Value)> Parameters
    {
        get
        {
            var layers = bundle.Network.Layers.Select(l => l.Geometry).ToArray();
            long Blocks(long length, int size) => (length + size - 1) / size;
            return
            [
                ("ROWS", Size.Rows),
                ("COLUMNS", Size.Columns),
                ("SUM_BITS", SumBits),
                ("SHIFT_BITS", ShiftBits),
                ("BANK_BITS", BankBits),
                ("SELECT_BITS", SelectBits),
                ("SIGNED", bundle.Library.Signed ? 1 : 0),
                ("POINT_BITS", PointBits),
                ("LAYER_BITS", LayerBits),
                ("POSITION_BITS", VerilogText.BitsFor(Math.Max(Size.Rows, layers.Max(g => g.Positions)))),
                (
                    "BLOCK_BITS",
                    VerilogText.BitsFor(
                        layers.Max(g => Math.Max(Blocks(g.FanIn, Size.Rows), Blocks(g.OutChannels, Size.Columns)))
                    )
                ),
                (
                    "ADDRESS_BITS",
                    VerilogText.BitsFor(
                        layers.Max(g =>
                            Math.Max(
                                Blocks(g.FanIn, Size.Rows) * g.Positions,
                                Blocks(g.OutChannels, Size.Columns) * Blocks(g.FanIn, Size.Rows) * Size.Rows
                            )
                        )
                    )
                ),
                ("CHANNEL_BITS", VerilogText.BitsFor(layers.Max(g => g.OutChannels))),
            ];
        }
    }

    /// <summary>What every activation takes off its products at a layer's choice, [256].</summary>
    internal int[] ShiftsOf(int layer, (int Multiplier, bool Corrected) choice) =>
        RowShifts.Of(bundle, layer, choice.Multiplier, choice.Corrected);

    private string PointTable()
    {
        var text = new StringBuilder(
            "// The points: which multiplier works and which table of corrections holds, for each layer.\n"
        );
        text.Append("module qos_points (\n");
        Port("input  wire", PointBits, "point,");
        Port("input  wire", LayerBits, "layer,");
        Port("output reg ", SelectBits, "select,");
        Port("output reg ", BankBits, "bank");
        text.Append(");\n    always @*\n        case ({point, layer})\n");
        for (var p = 0; p < bundle.Points.Count; p++)
        {
            for (var l = 0; l < Layers.Count; l++)
            {
                var choice = (bundle.Points[p].Assignment[l], bundle.Points[p].Corrected[l]);
                var (select, bank) = (used.IndexOf(choice.Item1), Array.IndexOf(Choices[l], choice));
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"        {{{PointBits}'d{p}, {LayerBits}'d{l}}}: {{select, bank}} = "
                        + $"{{{SelectBits}'d{select}, {BankBits}'d{bank}}};"
                );
                text.Append(
                    CultureInfo.InvariantCulture,
                    $" // {VerilogText.Comment(bundle.Points[p].Name)}, {VerilogText.Comment(bundle.Network.Layers[l].Name)}\n"
                );
            }
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"        default: {{select, bank}} = {SelectBits + BankBits}'d0;\n        endcase\nendmodule\n"
        );
        return text.ToString();

        void Port(string kind, int bits, string name) =>
            text.Append(CultureInfo.InvariantCulture, $"    {kind} [{bits - 1}:0] {name}\n");
    }
}
