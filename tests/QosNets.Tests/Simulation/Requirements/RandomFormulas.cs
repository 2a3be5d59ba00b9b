using System.Globalization;

namespace QosNets.Tests.Simulation.Requirements;

/// <summary>
/// Random formulas as text, each with its meaning written out literally: quantifiers over all frames, without a window or a
/// cache.
/// </summary>
/// <param name="random">What decides.</param>
/// <param name="times">Seconds of each frame.</param>
/// <param name="budget">The signal <c>budget</c>.</param>
/// <param name="power">The signal <c>power</c>.</param>
internal sealed class RandomFormulas(Random random, double[] times, double[] budget, double[] power)
{
    /// <summary>A formula, whether it holds at a frame, and by how much.</summary>
    internal sealed record Meaning(string Text, Func<int, bool> Holds, Func<int, double> Robustness);

    public Meaning Make(int depth)
    {
        if (depth == 0)
            return Compare();
        var a = Make(depth - 1);
        switch (random.Next(6))
        {
            case 0:
                return new($"not ({a.Text})", t => !a.Holds(t), t => -a.Robustness(t));
            case 1:
            {
                var b = Make(depth - 1);
                return new(
                    $"({a.Text}) and ({b.Text})",
                    t => a.Holds(t) && b.Holds(t),
                    t => Math.Min(a.Robustness(t), b.Robustness(t))
                );
            }
            case 2:
            {
                var b = Make(depth - 1);
                return new(
                    $"({a.Text}) or ({b.Text})",
                    t => a.Holds(t) || b.Holds(t),
                    t => Math.Max(a.Robustness(t), b.Robustness(t))
                );
            }
            case 3:
            {
                var (text, within) = Bounds();
                return new(
                    $"always{text} ({a.Text})",
                    t => within(t).All(a.Holds),
                    t => within(t).Select(a.Robustness).Append(double.PositiveInfinity).Min()
                );
            }
            case 4:
            {
                var (text, within) = Bounds();
                return new(
                    $"eventually{text} ({a.Text})",
                    t => within(t).Any(a.Holds),
                    t => within(t).Select(a.Robustness).Append(double.NegativeInfinity).Max()
                );
            }
            default:
            {
                var (b, (text, within)) = (Make(depth - 1), Bounds());
                return new(
                    $"({a.Text}) until{text} ({b.Text})",
                    t => within(t).Any(i => b.Holds(i) && Enumerable.Range(t, i - t).All(a.Holds)),
                    t =>
                        within(t)
                            .Select(i => Enumerable.Range(t, i - t).Select(a.Robustness).Append(b.Robustness(i)).Min())
                            .Append(double.NegativeInfinity)
                            .Max()
                );
            }
        }
    }

    private Meaning Compare()
    {
        // Quarters, so that equality comes up and sums are exact.
        var (level, factor) = (random.Next(-4, 5) / 4.0, random.Next(1, 3));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{factor} * power {(level < 0 ? '+' : '-')} {Math.Abs(level)} * budget"
        );
        double Value(int t) => factor * power[t] - level * budget[t];
        return random.Next(4) switch
        {
            0 => new($"{text} < budget", t => Value(t) < budget[t], t => budget[t] - Value(t)),
            1 => new($"{text} <= budget", t => Value(t) <= budget[t], t => budget[t] - Value(t)),
            2 => new($"{text} > 0.5", t => Value(t) > 0.5, t => Value(t) - 0.5),
            _ => new($"{text} >= 0.5", t => Value(t) >= 0.5, t => Value(t) - 0.5),
        };
    }

    private (string Text, Func<int, IEnumerable<int>> Within) Bounds()
    {
        if (random.Next(4) == 0)
            return ("", t => Enumerable.Range(t, times.Length - t));
        var from = random.Next(0, 8) / 2.0;
        var to = from + random.Next(0, 12) / 2.0;
        return (
            string.Create(CultureInfo.InvariantCulture, $"[{from},{to}]"),
            t => Enumerable.Range(t, times.Length - t).Where(i => times[i] >= times[t] + from && times[i] <= times[t] + to)
        );
    }
}
