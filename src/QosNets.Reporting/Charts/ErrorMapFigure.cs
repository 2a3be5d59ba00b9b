using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Error map of a multiplier as a 256×256 image with axes and a colour bar.</summary>
internal static class ErrorMapFigure
{
    private const double Side = 256;
    private const double Left = 52;
    private const double Top = 10;

    /// <summary>Width of the figure.</summary>
    public const double Width = 420;

    /// <summary>Height of the figure.</summary>
    public const double Height = 316;

    private const double BarX = Left + Side + 16;

    // Palette index 127 is white, error 0; 254 entries keep both sides equal.
    private const int Zero = 127;

    private static readonly (int R, int G, int B)[] Colours =
    [
        .. Enumerable.Range(0, 255).Select(i => Palette.Diverging((i - Zero) / (double)Zero)),
    ];

    /// <summary>The figure: weight to the right, activation upwards, both by value.</summary>
    public static Markup Draw(ErrorMapReport map)
    {
        var label = $"Error map of {map.Name}";
        return Markup.Of(m =>
            m.Add(
                $"""<svg class="chart map" viewBox="0 0 {Width} {Height}" role="img" aria-label="{label}">{Content(map)}</svg>"""
            )
        );
    }

    /// <summary>The map alone as a PNG image, a pixel for each operand pair.</summary>
    public static byte[] Png(ErrorMapReport map) => PalettePng.Encode(Pixels(map, Limit(map)), 256, Colours);

    /// <summary>What stands inside the figure's svg element.</summary>
    public static Markup Content(ErrorMapReport map)
    {
        var limit = Limit(map);
        var image = "data:image/png;base64," + Convert.ToBase64String(Png(map));
        var svg = new Markup();
        svg.Add($"""<image x="{Left}" y="{Top}" width="{Side}" height="{Side}" preserveAspectRatio="none" href="{image}"/>""");
        svg.Add($"""<rect class="frame" x="{Left}" y="{Top}" width="{Side}" height="{Side}"/>""");
        Axes(svg, map.Signed);
        ColourBar(svg, limit);
        return svg;
    }

    /// <summary>Palette indices by value of the operands, the largest activation on top.</summary>
    internal static byte[] Pixels(ErrorMapReport map, double limit)
    {
        var pixels = new byte[256 * 256];
        // Signed operands start at −128, which is raw byte 128.
        var first = map.Signed ? 128 : 0;
        for (var row = 0; row < 256; row++)
        {
            for (var column = 0; column < 256; column++)
            {
                var a = (first + 255 - row) & 255;
                var b = (first + column) & 255;
                pixels[(row * 256) + column] = Index(map.Errors[(a * 256) + b], limit);
            }
        }
        return pixels;
    }

    private static double Limit(ErrorMapReport map) => Math.Max(1, Math.Max((double)map.Errors.Max(), -(double)map.Errors.Min()));

    // The square root lets errors of a hundredth of the largest still show.
    private static byte Index(double error, double limit) =>
        (byte)(Zero + (int)Math.Round(Math.Sign(error) * Math.Sqrt(Math.Abs(error) / limit) * Zero));

    private static void Axes(Markup svg, bool signed)
    {
        var low = signed ? -128 : 0;
        svg.Add($"""<g class="axes">""");
        foreach (var offset in new[] { 0, 128, 255 })
        {
            var text = Format.Fixed(low + offset, 0);
            var shift = offset + 0.5;
            svg.Add($"""<text x="{Left + shift}" y="{Top + Side + 18}" text-anchor="middle">{text}</text>""");
            svg.Add($"""<text x="{Left - 6}" y="{Top + Side - shift + 5}" text-anchor="end">{text}</text>""");
        }
        svg.Add($"""<text class="title" x="{Left + (Side / 2)}" y="{Top + Side + 40}" text-anchor="middle">Weight</text>""");
        svg.Add(
            $"""<text class="title" transform="translate(14 {Top + (Side / 4)}) rotate(-90)" text-anchor="middle">Activation</text></g>"""
        );
    }

    private static void ColourBar(Markup svg, double limit)
    {
        const int Steps = 64;
        for (var i = 0; i < Steps; i++)
        {
            var value = 1 - ((i + 0.5) * 2 / Steps);
            svg.Add(
                $"""<rect x="{BarX}" y="{Top + (i * Side / Steps)}" width="14" height="{(Side / Steps) + 0.5}" fill="{Palette.Hex(Palette.Diverging(value))}"/>"""
            );
        }
        svg.Add($"""<rect class="frame" x="{BarX}" y="{Top}" width="14" height="{Side}"/><g class="axes">""");
        // Errors are whole numbers, so a quarter of a small range has no label.
        foreach (var share in limit < 4 ? new[] { 1.0, 0, -1 } : [1, 0.25, 0, -0.25, -1])
        {
            var place = Math.Sign(share) * Math.Sqrt(Math.Abs(share));
            var y =
                Top
                + (Side * (1 - place) / 2)
                + (
                    share == 1 ? 10
                    : share == -1 ? 0
                    : 5
                );
            svg.Add($"""<text x="{BarX + 20}" y="{y}">{Format.Grouped((long)Math.Round(share * limit))}</text>""");
        }
        svg.Add($"</g>");
    }
}
