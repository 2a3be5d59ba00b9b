using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>What the whole accelerator saves, beside the saving of its multipliers.</summary>
internal static class EnergySection
{
    /// <summary>Table and stacked bars; nothing where the results have no energy.</summary>
    public static Markup Draw(RunResults results) =>
        Markup.Of(m =>
        {
            if (results.Energy is not { Count: > 0 } all)
                return;
            m.Add($"<h3>Energy of the whole accelerator</h3>");
            m.Add(
                $"<p>Modelled by a table of energies for 45 nm (Horowitz, ISSCC 2014), with array and memories of assumed "
                    + $"sizes: <code>qosnets energy</code> takes others, docs/hardware.md says what is counted. Savings are "
                    + $"against the same accelerator with exact multipliers and without correction. Clock, control, wires and "
                    + $"leakage are not in it.</p>"
            );
            var saving = PowerText.Heading("Multiplier saving", results.PowerIsEstimated);
            Column[] columns =
            [
                new("Point", false),
                new(saving),
                .. all.Select(e => new Column($"Accelerator saving, {e.Dataflow}")),
            ];
            m.Add($"{HtmlTable.Draw(columns, all[0].Points.Select((_, i) => Row(all, i)))}");
            foreach (var energy in all)
            {
                m.Add($"<figure>{EnergyChart.Draw(energy)}{EnergyChart.Legend()}");
                m.Add(
                    $"<figcaption>Energy of one image, {energy.Dataflow}, accumulators of {energy.AccumulatorBits} bits."
                        + $"</figcaption></figure>"
                );
            }
        });

    private static IReadOnlyList<Cell> Row(IReadOnlyList<EnergyResult> all, int point) =>
        [
            all[0].Points[point].Name,
            Format.Percent(all[0].Points[point].MultiplierSaving, 1),
            .. all.Select(e => (Cell)Format.Percent(e.Points[point].AcceleratorSaving, 1)),
        ];
}
