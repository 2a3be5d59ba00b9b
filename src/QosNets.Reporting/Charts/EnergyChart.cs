using QosNets.Hardware;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Where the energy of an image goes: a stacked bar for the exact accelerator and for every point.</summary>
internal static class EnergyChart
{
    private const double Width = 760;
    private const double Left = 120;
    private const double Right = 70;
    private const double Row = 34;
    private const double Bar = 22;

    private static readonly (string Name, Func<EnergyParts, double> Of)[] Groups =
    [
        ("multiplications", p => p.Multiplications),
        ("additions", p => p.Additions + p.RowSums),
        ("registers", p => p.Registers),
        ("memories", p => p.WeightMemory + p.ActivationMemory + p.SumMemory),
        ("DRAM", p => p.Dram),
        ("requantisation", p => p.Requantisation),
    ];

    /// <summary>The bars of one dataflow.</summary>
    public static Markup Draw(EnergyResult energy)
    {
        var rows = energy.Points.Select(p => (p.Name, p.Parts)).Prepend(("exact", energy.Exact)).ToArray();
        var most = rows.Max(r => r.Item2.Total);
        var svg = new Markup();
        for (var i = 0; i < rows.Length; i++)
        {
            var (name, parts) = rows[i];
            var y = 6 + Row * i;
            svg.Add($"""<text x="{Left - 8}" y="{y + Bar / 2}" dy=".35em" text-anchor="end">{name}</text>""");
            var x = Left;
            for (var g = 0; g < Groups.Length; g++)
            {
                var length = (Width - Left - Right) * Groups[g].Of(parts) / most;
                svg.Add(
                    $"""<rect x="{x}" y="{y}" width="{length}" height="{Bar}" fill="{Palette.Line(g)}" stroke="#fff" stroke-width=".6"><title>{Groups[g].Name}, {MicroJoule(Groups[g].Of(parts))}</title></rect>"""
                );
                x += length;
            }
            svg.Add($"""<text x="{x + 6}" y="{y + Bar / 2}" dy=".35em">{MicroJoule(parts.Total)}</text>""");
        }
        var height = 6 + Row * rows.Length;
        return Markup.Of(m =>
            m.Add(
                $"""<svg class="chart" viewBox="0 0 {Width} {height}" role="img" aria-label="Energy of an image, {energy.Dataflow}">{svg}</svg>"""
            )
        );
    }

    /// <summary>What the colours are.</summary>
    public static Markup Legend() =>
        Markup.Of(m =>
        {
            m.Add($"""<div class="legend">""");
            for (var g = 0; g < Groups.Length; g++)
                m.Add(
                    $"""<span><svg viewBox="0 0 18 18" aria-hidden="true"><rect x="2" y="3" width="14" height="12" fill="{Palette.Line(g)}"/></svg>{Groups[g].Name}</span>"""
                );
            m.Add($"</div>");
        });

    private static string MicroJoule(double picojoule) => $"{Format.Significant(picojoule / 1e6)} µJ";
}
