using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>What cascades of two points reach: the front that the validation split recommends, with its test figures.</summary>
internal static class CascadeSection
{
    /// <summary>Sentence and table; nothing where no cascade was measured.</summary>
    public static Markup Draw(RunResults results) =>
        Markup.Of(m =>
        {
            var front = CascadeFront.Of(results);
            if (front.Count == 0)
                return;
            m.Add($"<h3>Cascades</h3>");
            m.Add(
                $"<p>All images run at a cheap point. Those whose two largest logits are nearer than a margin run at a dearer "
                    + $"point too. Pairs and margins were chosen on the validation split; switches of the point are not in "
                    + $"the {PowerText.Quantity("mean power", results)}.</p>"
            );
            var power = PowerText.Heading("Mean power", results);
            Column[] columns = [new("Cascade", false), new("Unsure"), new(power), new("Top-1"), new("Top-1 expected")];
            m.Add($"{HtmlTable.Draw(columns, front.Select(Row))}");
        });

    private static IReadOnlyList<Cell> Row(CascadeChoice choice)
    {
        var t = choice.Threshold;
        return
        [
            CascadeSeries.Name(choice),
            Format.Percent(t.Unsure, 1),
            Format.Percent(t.RelativePower, 1),
            Format.Percent(t.Top1),
            Format.Percent(t.ExpectedTop1),
        ];
    }
}
