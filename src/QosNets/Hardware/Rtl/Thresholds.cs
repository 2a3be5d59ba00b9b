using QosNets.Runtime;

namespace QosNets.Hardware;

/// <summary>
/// Requantisation of one output channel in integers. Every operation of the engine from accumulator to byte keeps order, rounding
/// included, so the byte is the number of thresholds that the accumulator reaches. With a scale below 0 the order is turned, and
/// the inverted accumulator, −acc − 1, takes its place.
/// </summary>
/// <param name="Falls">Whether the accumulator is inverted first.</param>
/// <param name="Steps">Threshold t, for t = 1..255 at index t − 1: the least accumulator whose byte is t or more. One that is
/// reached by every accumulator of the range is its lower end; one that none reaches is one above its upper end.</param>
internal sealed record Thresholds(bool Falls, IReadOnlyList<long> Steps)
{
    /// <summary>Bytes above 0.</summary>
    public const int Count = 255;

    /// <summary>The thresholds of a channel.</summary>
    /// <param name="bytes">What the engine makes of accumulators.</param>
    /// <param name="channel">The output channel.</param>
    /// <param name="range">All accumulators that the channel may have.</param>
    public static Thresholds Of(LayerBytes bytes, int channel, AccumulatorRange range)
    {
        var falls = !bytes.Rises(channel);
        var (low, high) = falls ? (~range.High, ~range.Low) : (range.Low, range.High);
        var (least, most) = (new long[Count], new long[Count]);
        Array.Fill(least, low);
        Array.Fill(most, high + 1);
        var (tried, results) = (new int[Count], new byte[Count]);
        while (!least.SequenceEqual(most))
        {
            for (var t = 0; t < Count; t++)
            {
                var middle = least[t] + (most[t] - least[t]) / 2;
                tried[t] = (int)(falls ? ~middle : middle);
            }
            bytes.Of(channel, tried, results);
            for (var t = 0; t < Count; t++)
            {
                if (least[t] == most[t])
                    continue;
                var middle = least[t] + (most[t] - least[t]) / 2;
                if (results[t] > t)
                    most[t] = middle;
                else
                    least[t] = middle + 1;
            }
        }
        return new Thresholds(falls, least);
    }

    /// <summary>The byte of an accumulator.</summary>
    public byte Byte(long accumulator)
    {
        var value = Falls ? ~accumulator : accumulator;
        return (byte)Steps.Count(t => value >= t);
    }
}
