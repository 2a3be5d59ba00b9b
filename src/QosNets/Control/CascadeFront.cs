using QosNets.Runtime;

namespace QosNets.Control;

/// <summary>
/// The cascades of a knob with what each costs and gives in the mean: a frame costs that of the first setting and, where it
/// is unsure, that of the second with a switch there and back.
/// </summary>
internal sealed class CascadeFront
{
    private readonly Knob knob;
    private readonly double switchEnergy;
    private readonly Step[] steps;

    public CascadeFront(Knob knob, double switchEnergy)
    {
        (this.knob, this.switchEnergy) = (knob, switchEnergy);
        steps =
        [
            .. knob.Cascades.SelectMany(
                (curve, c) =>
                    curve.Steps.Select(
                        (s, i) =>
                            new Step(
                                new Cascade([curve.First, curve.Second], [s.MinMargin]),
                                c,
                                i,
                                s.Share,
                                curve.Expected(i, knob.Settings[curve.First].Quality)
                            )
                    )
            ),
        ];
    }

    /// <summary>All thresholds of all pairs.</summary>
    public IReadOnlyList<Step> Steps => steps;

    /// <summary>Energy of an image that runs again, above that of its first run.</summary>
    public double Burst(in Step step) => knob.Settings[step.Second].Cost + switchEnergy;

    /// <summary>As <see cref="Knob.InTheMean"/>.</summary>
    public Knob Means(int most)
    {
        var all = knob
            .Settings.Concat(
                steps.Select(s => new Setting(
                    FormattableString.Invariant(
                        $"{knob.Settings[s.First].Name}>{knob.Settings[s.Second].Name}<{s.Cascade.MinMargins[0]}"
                    ),
                    knob.Settings[s.First].Cost + s.Share * (Burst(s) + switchEnergy),
                    s.Quality
                ))
            )
            .ToList();
        var hull = Ladder.Hull(new Knob(knob.Name, all));
        var kept = Math.Min(most, hull.Count);
        // Both ends stay; between them the steps are taken evenly.
        return new Knob(
            knob.Name,
            [.. Enumerable.Range(0, kept).Select(i => all[hull.Setting(kept == 1 ? 0 : i * (hull.Count - 1) / (kept - 1))])]
        );
    }

    /// <summary>A pair and a threshold.</summary>
    /// <param name="Cascade">The cascade.</param>
    /// <param name="Curve">Index of its pair in the knob's cascades.</param>
    /// <param name="Index">Index of the threshold in its curve.</param>
    /// <param name="Share">Share of unsure images on validation images.</param>
    /// <param name="Quality">Accuracy to expect.</param>
    public readonly record struct Step(Cascade Cascade, int Curve, int Index, double Share, double Quality)
    {
        /// <summary>Index of the setting that all frames run at.</summary>
        public int First => Cascade.PointSpan[0];

        /// <summary>Index of the setting that unsure frames run at too.</summary>
        public int Second => Cascade.PointSpan[1];
    }
}
