namespace QosNets.Simulation;

/// <summary>Seconds from a frame on, both ends included; what lies behind the last frame is left out.</summary>
/// <param name="From">At or above 0.</param>
/// <param name="To">At or above <paramref name="From"/>; infinite for the whole rest.</param>
internal sealed record Bounds(double From, double To)
{
    /// <summary>For every frame the frames within its bounds, first and one past the last; both never fall.</summary>
    public (int First, int End)[] Frames(IReadOnlyList<double> times)
    {
        var frames = new (int First, int End)[times.Count];
        var (first, end) = (0, 0);
        for (var t = 0; t < frames.Length; t++)
        {
            while (first < times.Count && times[first] < times[t] + From)
                first++;
            while (end < times.Count && times[end] <= times[t] + To)
                end++;
            // Frames of one moment would lie before themselves; time runs forward.
            frames[t] = (Math.Max(first, t), Math.Max(end, Math.Max(first, t)));
        }
        return frames;
    }
}

/// <summary>A formula that must hold at all frames within bounds; where there is none, it holds.</summary>
internal sealed record Always(Bounds Bounds, Formula Of) : Formula
{
    public override Verdicts Judge(Signals signals)
    {
        var (of, frames) = (Of.Judge(signals), Bounds.Frames(signals.Times));
        return new Verdicts(
            [.. Extremes.Least([.. of.Holds.Select(h => h ? 1.0 : 0)], frames).Select(h => h > 0)],
            Extremes.Least(of.Robustness, frames)
        );
    }
}

/// <summary>A formula that must hold at one frame within bounds; where there is none, it does not.</summary>
internal sealed record Eventually(Bounds Bounds, Formula Of) : Formula
{
    public override Verdicts Judge(Signals signals) => new Not(new Always(Bounds, new Not(Of))).Judge(signals);
}

/// <summary>
/// A formula that must hold at a frame within bounds, and another at all frames from now until then, that one left out.
/// </summary>
internal sealed record Until(Bounds Bounds, Formula Before, Formula Then) : Formula
{
    public override Verdicts Judge(Signals signals)
    {
        var (before, then, frames) = (Before.Judge(signals), Then.Judge(signals), Bounds.Frames(signals.Times));
        var verdicts = new Verdicts(new bool[signals.Frames], new double[signals.Frames]);
        for (var t = 0; t < signals.Frames; t++)
        {
            var (holds, least, best) = (true, double.PositiveInfinity, double.NegativeInfinity);
            for (var i = t; i < frames[t].End && (holds || least > best); i++)
            {
                if (i >= frames[t].First)
                {
                    verdicts.Holds[t] |= holds && then.Holds[i];
                    best = Math.Max(best, Math.Min(least, then.Robustness[i]));
                }
                holds &= before.Holds[i];
                least = Math.Min(least, before.Robustness[i]);
            }
            verdicts.Robustness[t] = best;
        }
        return verdicts;
    }
}
