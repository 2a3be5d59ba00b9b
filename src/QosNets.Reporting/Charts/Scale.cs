namespace QosNets.Reporting.Charts;

/// <summary>Maps values to coordinates, and says where the ticks are.</summary>
/// <param name="Low">Value at <paramref name="From"/>.</param>
/// <param name="High">Value at <paramref name="To"/>, above <paramref name="Low"/>.</param>
/// <param name="From">Coordinate of the low end.</param>
/// <param name="To">Coordinate of the high end.</param>
/// <param name="Logarithmic">Whether the scale is logarithmic; both ends are above 0 then.</param>
internal sealed record Scale(double Low, double High, double From, double To, bool Logarithmic = false)
{
    /// <summary>A linear scale from tick to tick round all values; a single value gets room on both sides.</summary>
    public static Scale Linear(double low, double high, double from, double to, int ticks)
    {
        if (high - low < 1e-9)
            (low, high) = (low - 0.5, high + 0.5);
        var step = Step(high - low, ticks);
        return new Scale(Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step, from, to)
        {
            TickStep = step,
        };
    }

    /// <summary>
    /// A linear scale that ends exactly at two different whole numbers, with ticks at whole numbers between them.
    /// </summary>
    public static Scale Whole(int low, int high, double from, double to, int ticks) =>
        new(low, high, from, to) { TickStep = Math.Max(1, Step(high - low, ticks)) };

    /// <summary>A logarithmic scale of whole decades round all values, which are above 0.</summary>
    public static Scale Decades(double low, double high, double from, double to)
    {
        var first = Math.Floor(Math.Log10(low));
        var last = Math.Max(Math.Ceiling(Math.Log10(high)), first + 1);
        return new Scale(Math.Pow(10, first), Math.Pow(10, last), from, to, Logarithmic: true);
    }

    /// <summary>Distance of the ticks of a linear scale.</summary>
    public double TickStep { get; init; }

    /// <summary>Coordinate of a value.</summary>
    public double this[double value]
    {
        get
        {
            var share = Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
            return From + (share * (To - From));
        }
    }

    /// <summary>Values that get a tick.</summary>
    public IEnumerable<double> Ticks()
    {
        var first = Logarithmic ? Math.Round(Math.Log10(Low)) : Math.Ceiling((Low / TickStep) - 1e-9);
        var last = Logarithmic ? Math.Round(Math.Log10(High)) : Math.Floor((High / TickStep) + 1e-9);
        for (var i = first; i <= last; i++)
            yield return Logarithmic ? Math.Pow(10, i) : i * TickStep;
    }

    private static double Step(double range, int ticks)
    {
        var raw = range / ticks;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / unit) switch
        {
            <= 1.0001 => unit,
            <= 2.0001 => 2 * unit,
            <= 5.0001 => 5 * unit,
            _ => 10 * unit,
        };
    }
}
