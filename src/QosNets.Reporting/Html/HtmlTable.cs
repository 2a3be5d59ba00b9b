using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>A column of a table.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Numeric">Whether it holds numbers, which stand to the right.</param>
internal sealed record Column(string Title, bool Numeric = true);

/// <summary>Content of a cell: text, which is encoded, or markup.</summary>
internal readonly struct Cell
{
    private readonly Markup content;

    private Cell(Markup content)
    {
        this.content = content;
    }

    /// <summary>Markup as it is.</summary>
    public Markup Content => content;

    /// <summary>Text.</summary>
    public static implicit operator Cell(string text) => new(Markup.Of(m => m.Add($"{text}")));

    /// <summary>Markup.</summary>
    public static implicit operator Cell(Markup markup) => new(markup);
}

/// <summary>Tables that scroll within their own container on narrow screens.</summary>
internal static class HtmlTable
{
    /// <summary>A table; the first cell of every row is its heading.</summary>
    public static Markup Draw(IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Cell>> rows, string style = "") =>
        Markup.Of(m =>
        {
            m.Add($"""<div class="scroll"><table class="{style}"><thead><tr>""");
            foreach (var column in columns)
                m.Add($"""<th scope="col" class="{Class(column)}">{column.Title}</th>""");
            m.Add($"</tr></thead><tbody>");
            foreach (var row in rows)
            {
                m.Add($"<tr>");
                for (var i = 0; i < row.Count; i++)
                {
                    if (i == 0)
                        m.Add($"""<th scope="row" class="{Class(columns[i])}">{row[i].Content}</th>""");
                    else
                        m.Add($"""<td class="{Class(columns[i])}">{row[i].Content}</td>""");
                }
                m.Add($"</tr>");
            }
            m.Add($"</tbody></table></div>");
        });

    /// <summary>A bar in a cell with its value after it; it prints, as backgrounds do not.</summary>
    /// <param name="share">Length of the bar, 0..1.</param>
    /// <param name="text">The value.</param>
    public static Markup Bar(double share, string text) =>
        Markup.Of(m =>
            m.Add(
                $"""<span class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{100 * Math.Clamp(share, 0, 1)}" height="10"/></svg><span>{text}</span></span>"""
            )
        );

    private static string Class(Column column) => column.Numeric ? "number" : "text";
}
