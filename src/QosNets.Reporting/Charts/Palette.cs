using System.Globalization;

namespace QosNets.Reporting.Charts;

/// <summary>
/// The colours of the report: few, told apart by people of every colour vision (after Okabe and Ito) and, being of different
/// lightness, in a grey print.
/// </summary>
internal static class Palette
{
    /// <summary>Text and the exact network.</summary>
    public const string Ink = "#1a1a1a";

    /// <summary>What the run found.</summary>
    public const string Main = "#0b4f8a";

    /// <summary>Light variant of <see cref="Main"/>.</summary>
    public const string MainLight = "#8fb8de";

    /// <summary>Series that stand behind.</summary>
    public const string Behind = "#9a9a9a";

    private static readonly string[] Others = ["#b5530a", "#007a5a", "#8f3f7f", "#6b5b00"];

    private static readonly string[] Lines = ["#0b4f8a", "#d2761a", "#3a9d7c", "#8f3f7f", "#555555", "#6fb1e0"];

    /// <summary>Colour of the i-th comparison run.</summary>
    public static string Comparison(int i) => Others[i % Others.Length];

    /// <summary>Colour of the i-th line of a chart.</summary>
    public static string Line(int i) => Lines[i % Lines.Length];

    /// <summary>Dashes of the i-th line of a chart, so that a grey print tells lines apart.</summary>
    public static string Dash(int i) =>
        (i % 4) switch
        {
            0 => "none",
            1 => "7 3",
            2 => "2 3",
            _ => "9 3 2 3",
        };

    /// <summary>Background and text colour of a cell on a light-to-dark ramp.</summary>
    /// <param name="share">Place on the ramp, 0 (light) to 1 (dark).</param>
    public static (string Background, string Text) Ramp(double share)
    {
        var colour = Mix((0xf1, 0xf6, 0xfb), (0x0b, 0x3d, 0x6e), share);
        return (Hex(colour), share > 0.45 ? "#ffffff" : Ink);
    }

    /// <summary>
    /// Diverging colour: dark blue below 0, white at 0, orange above. The blue is darker, so that a grey print shows the sign.
    /// </summary>
    /// <param name="value">−1..1.</param>
    public static (int R, int G, int B) Diverging(double value) =>
        value < 0
            ? value < -0.5
                ? Mix((0x6f, 0x9f, 0xd0), (0x06, 0x25, 0x5a), (-value - 0.5) * 2)
                : Mix((255, 255, 255), (0x6f, 0x9f, 0xd0), -value * 2)
            : value > 0.5
                ? Mix((0xf8, 0xb8, 0x6a), (0xc8, 0x5a, 0x00), (value - 0.5) * 2)
                : Mix((255, 255, 255), (0xf8, 0xb8, 0x6a), value * 2);

    /// <summary>A colour as <c>#rrggbb</c>.</summary>
    public static string Hex((int R, int G, int B) colour) =>
        string.Create(CultureInfo.InvariantCulture, $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}");

    private static (int R, int G, int B) Mix((int R, int G, int B) from, (int R, int G, int B) to, double share)
    {
        int Channel(int a, int b) => (int)Math.Round(a + ((b - a) * Math.Clamp(share, 0, 1)));
        return (Channel(from.R, to.R), Channel(from.G, to.G), Channel(from.B, to.B));
    }
}
