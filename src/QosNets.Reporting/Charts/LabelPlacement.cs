using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>A rectangle of a chart, in its coordinates.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The square round a marker.</summary>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="radius">Half the side of the square.</param>
    public static Box Around(double x, double y, double radius) => new(x - radius, y - radius, x + radius, y + radius);

    /// <summary>Whether two rectangles share a point.</summary>
    public bool Meets(Box other) => Left <= other.Right && other.Left <= Right && Top <= other.Bottom && other.Top <= Bottom;

    /// <summary>Whether the other one lies within.</summary>
    public bool Holds(Box other) => Left <= other.Left && other.Right <= Right && Top <= other.Top && other.Bottom <= Bottom;

    /// <summary>The point of the rectangle that is nearest to another.</summary>
    public (double X, double Y) Nearest(double x, double y) => (Math.Clamp(x, Left, Right), Math.Clamp(y, Top, Bottom));
}

/// <summary>A name with its place.</summary>
/// <param name="Text">The name.</param>
/// <param name="Place">The rectangle of its letters.</param>
/// <param name="Leader">Whether it is so far from its point that a line must join them.</param>
internal sealed record PlacedLabel(string Text, Box Place, bool Leader)
{
    /// <summary>Writes the name and, where it is far from its point, the line to it.</summary>
    public void Draw(Markup svg, double x, double y)
    {
        var (endX, endY) = Place.Nearest(x, y);
        if (Leader)
            svg.Add($"""<path d="M{x} {y}L{endX} {endY}" stroke="{Palette.Behind}" stroke-width=".8"/>""");
        // At the side of the point, so that fonts narrower than the room leave no gap there.
        var (at, anchor) =
            endX == Place.Left ? (Place.Left, "start")
            : endX == Place.Right ? (Place.Right, "end")
            : ((Place.Left + Place.Right) / 2, "middle");
        svg.Add(
            $"""<text class="name" x="{at}" y="{Place.Bottom - (0.22 * (Place.Bottom - Place.Top))}" text-anchor="{anchor}">{Text}</text>"""
        );
    }
}

/// <summary>
/// Places names beside points, one after the other: each takes the nearest of some places round its point where it covers
/// no marker and no other name, and rather no line.
/// </summary>
/// <param name="frame">Where names may be.</param>
/// <param name="markers">Rectangles of all markers.</param>
/// <param name="lines">Lines that names should not cross, as rectangles without width.</param>
/// <param name="characterWidth">Room for a letter; that of the widest usual font leaves some air in others.</param>
/// <param name="lineHeight">Height of the letters.</param>
internal sealed class LabelPlacement(
    Box frame,
    IReadOnlyList<Box> markers,
    IReadOnlyList<Box> lines,
    double characterWidth = 7.2,
    double lineHeight = 13
)
{
    private const double Gap = 7;

    // Above to the right and below to the left first: both are clear of a staircase that falls to the right.
    private static readonly double[] Angles = [-45, 135, 150, 120, -30, -60, 165, 105, 0, 180, -90, 90, 45, -135];

    private static readonly double[] Distances = [0, 10, 20, 32, 46, 62, 80];

    private readonly List<(Box Place, Box Leader)> placed = [];

    /// <summary>The place of a name at a point, or null when there is no room for it.</summary>
    public PlacedLabel? Place(string text, double x, double y)
    {
        (double Cost, PlacedLabel Label)? best = null;
        foreach (var (rank, distance) in Distances.Index())
        {
            foreach (var (order, angle) in Angles.Index())
            {
                var label = new PlacedLabel(text, At(text.Length, x, y, angle, distance), rank > 0);
                var cost = 0.08 * distance + (rank > 0 ? 1.5 : 0) + 0.1 * order + 4 * lines.Count(l => l.Meets(label.Place));
                if (Fits(label, x, y) && (best is null || cost < best.Value.Cost))
                    best = (cost, label);
            }
        }
        if (best is { Label: var found })
            placed.Add((found.Place, LeaderOf(found, x, y)));
        return best?.Label;
    }

    private Box At(int characters, double x, double y, double angle, double distance)
    {
        var (width, (sin, cos)) = (characters * characterWidth, Math.SinCos(angle * Math.PI / 180));
        var centreX = x + (cos * (Gap + distance)) + (width / 2 * Side(cos));
        var centreY = y + (sin * (Gap + distance)) + (lineHeight / 2 * Side(sin));
        return new Box(centreX - (width / 2), centreY - (lineHeight / 2), centreX + (width / 2), centreY + (lineHeight / 2));
    }

    private static double Side(double direction) => Math.Abs(direction) < 0.3 ? 0 : Math.Sign(direction);

    private bool Fits(PlacedLabel label, double x, double y)
    {
        var leader = LeaderOf(label, x, y);
        return frame.Holds(label.Place)
            && !markers.Any(m => m.Meets(label.Place))
            && !placed.Any(p =>
                p.Place.Meets(label.Place)
                || p.Leader.Meets(label.Place)
                || (label.Leader && (p.Place.Meets(leader) || p.Leader.Meets(leader)))
            );
    }

    // The rectangle round the line stands for the line: leaders are short.
    private static Box LeaderOf(PlacedLabel label, double x, double y)
    {
        if (!label.Leader)
            return label.Place;
        var (endX, endY) = label.Place.Nearest(x, y);
        return new Box(Math.Min(x, endX), Math.Min(y, endY), Math.Max(x, endX), Math.Max(y, endY));
    }
}
