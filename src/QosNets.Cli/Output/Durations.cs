using System.Globalization;

namespace QosNets.Cli.Output;

/// <summary>Durations as people say them.</summary>
internal static class Durations
{
    /// <summary>Two leading units at most: <c>35 s</c>, <c>4 min 05 s</c>, <c>2 h 03 min</c>.</summary>
    public static string Text(TimeSpan time)
    {
        var seconds = (long)Math.Round(Math.Max(0, time.TotalSeconds));
        var text =
            seconds < 60 ? $"{seconds} s"
            : seconds < 3600 ? $"{seconds / 60} min {seconds % 60:00} s"
            : (FormattableString)$"{seconds / 3600} h {seconds / 60 % 60:00} min";
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
