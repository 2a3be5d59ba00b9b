using QosNets.Bundles;

namespace QosNets.Control;

/// <summary>
/// Something that trades quality for energy in steps: a named list of settings. Operating points are one knob, the clock
/// is another (<see cref="ClockKnob"/>), and both together are a third.
/// <code>
/// var knob = Knob.OfPoints(bundle, [.. bundle.Points.Select(p => p.ValidationTop1 ?? 0)]);
/// var cheapest = knob.Settings[knob.Cheapest]; // its name, cost and quality
/// </code>
/// </summary>
public sealed class Knob
{
    /// <summary>Makes a knob and checks it.</summary>
    /// <param name="name">Name, for people.</param>
    /// <param name="settings">One or more settings in any order, of different names.</param>
    /// <param name="cascades">Pairs of settings whose thresholds were measured, from cheaper to dearer; null for none.</param>
    /// <exception cref="ControlException">There is no setting, a name is there twice, or a cost or quality is out of its
    /// range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A cascade names a setting that is not there.</exception>
    public Knob(string name, IReadOnlyList<Setting> settings, IReadOnlyList<CascadeCurve>? cascades = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Count == 0)
            throw new ControlException($"knob {name}: it has no settings; give one or more");
        foreach (var s in settings)
        {
            if (!(s.Cost > 0 && double.IsFinite(s.Cost)))
                throw new ControlException($"knob {name}: the cost of {s.Name} is {s.Cost}; it must be above 0");
            if (!(s.Quality >= 0 && s.Quality <= 1))
                throw new ControlException($"knob {name}: the quality of {s.Name} is {s.Quality}; it must be in 0..1");
            if (settings.Count(t => t.Name == s.Name) > 1)
                throw new ControlException($"knob {name}: there are two settings {s.Name}; give them different names");
        }
        (Name, Settings, Cascades) = (name, settings, cascades ?? []);
        foreach (var cascade in Cascades)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cascade.First, settings.Count, nameof(cascades));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cascade.Second, settings.Count, nameof(cascades));
        }
        // Of equal costs the better setting is the one to use; of equal ones the first.
        Cheapest = Enumerable
            .Range(0, settings.Count)
            .OrderBy(i => settings[i].Cost)
            .ThenByDescending(i => settings[i].Quality)
            .First();
        Best = Enumerable
            .Range(0, settings.Count)
            .OrderByDescending(i => settings[i].Quality)
            .ThenBy(i => settings[i].Cost)
            .First();
    }

    /// <summary>Name, for people.</summary>
    public string Name { get; }

    /// <summary>The settings; decisions are indices into them.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>Pairs of settings that images can run at in turn, with what their thresholds do.</summary>
    public IReadOnlyList<CascadeCurve> Cascades { get; }

    /// <summary>Index of the setting of least cost.</summary>
    public int Cheapest { get; }

    /// <summary>Index of the setting of highest quality.</summary>
    public int Best { get; }

    /// <summary>Indices of the settings that no other beats in both cost and quality, by rising cost.</summary>
    public IReadOnlyList<int> WorthRunning
    {
        get
        {
            var ladder = Ladder.Pareto(this);
            return [.. Enumerable.Range(0, ladder.Count).Select(ladder.Setting)];
        }
    }

    /// <summary>
    /// Index of the best setting whose cost is at most a budget, of equal ones the cheapest; the cheapest of all where none is.
    /// </summary>
    public int BestWithin(double budget)
    {
        var ladder = Ladder.Pareto(this);
        return ladder.Setting(ladder.Below(budget));
    }

    /// <summary>
    /// Settings and cascades as one knob without cascades: a cascade is a setting whose cost is that of a frame in the mean
    /// over validation images, with a switch there and back for each second run. Only what lies on the upper concave hull of
    /// quality over cost is kept.
    /// </summary>
    /// <param name="switchEnergy">Energy of a switch, at or above 0.</param>
    /// <param name="most">Most settings that are kept, 1 or more, evenly along the hull.</param>
    public Knob InTheMean(double switchEnergy, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(switchEnergy);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return new CascadeFront(this, switchEnergy).Means(most);
    }

    /// <summary>
    /// The operating points of a bundle, with its cascades. A cascade with a point that a cheaper one dominates is left out:
    /// governors run none of these points.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="qualities">Accuracy of each point on validation images, 0..1; never on test images.</param>
    /// <exception cref="ControlException">A quality is out of its range, or their number is another.</exception>
    public static Knob OfPoints(Bundle bundle, IReadOnlyList<double> qualities)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(qualities);
        if (qualities.Count != bundle.Points.Count)
            throw new ControlException(
                $"{qualities.Count} qualities for {bundle.Points.Count} operating points; give one for each"
            );
        const string Name = "operating point";
        var all = new Knob(Name, [.. bundle.Points.Select((p, i) => new Setting(p.Name, bundle.RelativeCost(p), qualities[i]))]);
        var worth = all.WorthRunning;
        return new Knob(Name, all.Settings, [.. bundle.Cascades.Where(c => worth.Contains(c.First) && worth.Contains(c.Second))]);
    }
}

/// <summary>One position of a knob.</summary>
/// <param name="Name">Name, for people.</param>
/// <param name="Cost">Energy of one frame, in units of one inference of the exact network: relative power; above 0.</param>
/// <param name="Quality">Expected quality, for example validation accuracy, 0..1.</param>
public sealed record Setting(string Name, double Cost, double Quality);
