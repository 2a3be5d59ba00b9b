using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>What would have been chosen if multipliers were priced otherwise.</summary>
internal static class CostColumnSection
{
    /// <summary>A table of the choices; nothing where the library has one cost.</summary>
    public static Markup Draw(RunResults results) =>
        Markup.Of(m =>
        {
            if (results.Costs is not { Count: > 1 } costs)
                return;
            var own = PowerText.CostName(results.Cost);
            m.Add($"<h3>By other costs</h3>");
            m.Add(
                $"<p>What the selector chooses from the same errors and tolerances when multipliers are priced by each cost that "
                    + $"the library has. The run chose by {own}. These are choices before refinement by measurement; what the "
                    + $"run delivers stands in the last column. Savings by unlike costs do not compare.</p>"
            );
            Column[] columns =
            [
                new("Chosen by", false),
                new("Point", false),
                new("Saves of this cost"),
                new($"Saves of the {own}"),
                new("Multipliers", false),
                new("Run's point saves of this cost"),
            ];
            m.Add($"{HtmlTable.Draw(columns, costs.SelectMany(Rows), "wrap")}");
            foreach (var cost in costs.Where(c => c.Unreachable is not null))
                m.Add(
                    $"""<p class="note">By {PowerText.CostName(cost.Cost)} nothing meets the targets: {cost.Unreachable}.</p>"""
                );
        });

    private static IEnumerable<IReadOnlyList<Cell>> Rows(CostResult cost) =>
        cost.Points.Select(p =>
            (IReadOnlyList<Cell>)
                [
                    PowerText.CostName(cost.Cost),
                    p.Name,
                    Format.Percent(p.Saving, 1),
                    Format.Percent(p.SavingByRunCost, 1),
                    string.Join(", ", p.Assignment.Values.Distinct().Order(StringComparer.Ordinal)),
                    cost.Delivered.FirstOrDefault(d => d.Name == p.Name) is { } delivered
                        ? Format.Percent(delivered.Saving, 1)
                        : "–",
                ]
        );
}
