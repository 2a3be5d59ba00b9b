using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>Which multiplier every layer uses at every point.</summary>
internal static class AssignmentSection
{
    /// <summary>Legend and map.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            var points = data.Results.OperatingPoints;
            var used = points
                .SelectMany(p => p.Assignment.Values)
                .Distinct()
                .Select(name => (Name: name, Power: data.Errors.Powers[data.Errors.ColumnOf(name)]))
                .OrderBy(u => u.Power)
                .ThenBy(u => u.Name, StringComparer.Ordinal)
                .ToArray();
            var colours = used.Select((u, i) => (u.Name, Colour: Palette.Ramp(used.Length == 1 ? 0.5 : i / (used.Length - 1.0))))
                .ToDictionary(u => u.Name, u => u.Colour);

            m.Add(
                $"<p>Darker cells are multipliers of more power. The share is that of the layer's multiplications in one "
                    + $"inference.</p>"
            );
            m.Add($"""<div class="legend">""");
            foreach (var (name, power) in used)
                m.Add(
                    $"""<span><span class="swatch" style="background:{colours[name].Background}"></span>{name}, {PowerText.Of(power, data.Results.PowerIsEstimated)}</span>"""
                );
            m.Add($"</div>");

            var total = data.Layers.Sum(l => (double)l.Multiplications);
            var largest = data.Layers.Max(l => l.Multiplications) / total;
            IReadOnlyList<Column> columns = [new("Layer", false), new("Share"), .. points.Select(p => new Column(p.Name, false))];
            m.Add($"{HtmlTable.Draw(columns, data.Layers.Select(Row), "assignment")}");

            IReadOnlyList<Cell> Row(LayerReport layer)
            {
                var share = layer.Multiplications / total;
                return
                [
                    layer.Name,
                    HtmlTable.Bar(share / largest, Format.Percent(share, 1)),
                    .. points.Select(p => (Cell)MapCell(p.Assignment[layer.Name], colours[p.Assignment[layer.Name]])),
                ];
            }
        });

    private static Markup MapCell(string name, (string Background, string Text) colour) =>
        Markup.Of(m => m.Add($"""<span class="cell" style="background:{colour.Background};color:{colour.Text}">{name}</span>"""));
}
