using System.Globalization;
using QosNets.Hardware;
using QosNets.Reporting.Results;

namespace QosNets.Cli.Output;

/// <summary>What <c>qosnets energy</c> prints: savings side by side, and where the energy goes.</summary>
internal static class EnergyText
{
    /// <summary>Writes the tables of all dataflows.</summary>
    public static void Write(IReadOnlyList<EnergyEstimate> estimates, bool layers, TextWriter output)
    {
        foreach (var estimate in estimates)
        {
            output.WriteLine($"{EnergyResult.NameOf(estimate.Dataflow)}, accumulators of {estimate.AccumulatorBits} bits:");
            WritePoints(estimate, output);
            output.WriteLine();
            if (layers)
            {
                foreach (var point in estimate.Points)
                    WriteLayers(point, output);
            }
        }
    }

    private static void WritePoints(EnergyEstimate estimate, TextWriter output)
    {
        var table = new TextTable([
            "point",
            ">multiplier saving",
            ">accelerator saving",
            ">µJ an image",
            .. estimate.Exact.All.Select(p => ">" + p.Name),
        ]);
        table.Add(Row("exact multipliers", 0, 0, estimate.Exact));
        foreach (var p in estimate.Points)
            table.Add(Row(p.Name, p.MultiplierSaving, p.AcceleratorSaving, p.Parts));
        table.Write(output);
    }

    private static void WriteLayers(PointEnergy point, TextWriter output)
    {
        output.WriteLine($"{point.Name}, nJ an image:");
        var table = new TextTable(["layer", "multiplier", ">all", .. point.Parts.All.Select(p => ">" + p.Name)]);
        foreach (var l in point.Layers)
            table.Add([
                l.Layer,
                l.Multiplier,
                Numbers.Short(l.Parts.Total / 1e3),
                .. l.Parts.All.Select(p => Numbers.Short(p.Picojoule / 1e3)),
            ]);
        table.Write(output);
        output.WriteLine();
    }

    private static string[] Row(string name, double multipliers, double accelerator, EnergyParts parts) =>
        [
            name,
            Percent(multipliers),
            Percent(accelerator),
            Numbers.Short(parts.Total / 1e6),
            .. parts.All.Select(p => Percent(p.Picojoule / parts.Total)),
        ];

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
