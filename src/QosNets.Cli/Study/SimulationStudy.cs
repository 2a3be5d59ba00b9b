using System.Globalization;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Control;
using QosNets.Data;
using QosNets.Runtime;
using QosNets.Simulation;

namespace QosNets.Cli.Study;

/// <summary>A trace replayed under a governor, and the oracle on the same trace.</summary>
/// <param name="Result">The replay.</param>
/// <param name="Oracle">The replay of the oracle's schedule of fixed points.</param>
/// <param name="Schedule">The schedule whose expected quality the governor is held to: that of the oracle for its
/// settings.</param>
internal sealed record SimulationRun(SimulationResult Result, SimulationResult Oracle, OracleSchedule Schedule)
{
    /// <summary>Whether the replay keeps what the user required.</summary>
    public IReadOnlyList<RequirementResult> Requirements { get; init; } = [];
}

/// <summary>What simulations of a bundle share: its points, and what each says of every test image.</summary>
internal sealed class SimulationStudy
{
    public const string OracleName = "oracle";

    // Below this the accuracy of the frames has a standard deviation of some per cent.
    private const int FewFrames = 300;

    // The held-out part of an experiment that says nothing else; see Experiment.
    private const int ValidationImages = 5000;
    private const int SplitSeed = 1;

    private readonly PointOutcomes outcomes;
    private readonly GovernorOptions governorOptions;
    private readonly SimulationOptions options;

    private SimulationStudy(
        string network,
        Knob knob,
        bool isMeasured,
        PointOutcomes outcomes,
        GovernorOptions governorOptions,
        IReadOnlyList<Drift> drifts
    )
    {
        (Network, Knob, IsMeasured, this.outcomes, this.governorOptions) = (network, knob, isMeasured, outcomes, governorOptions);
        options = new SimulationOptions { SwitchEnergy = governorOptions.SwitchEnergy, Drifts = drifts };
    }

    /// <summary>Name of the network.</summary>
    public string Network { get; }

    /// <summary>The operating points.</summary>
    public Knob Knob { get; }

    /// <summary>Whether the bundle lacked validation accuracies, so that they were measured here.</summary>
    public bool IsMeasured { get; }

    /// <summary>Whether true costs drift, which the oracle does not know.</summary>
    public bool Drifts => options.Drifts.Count > 0;

    /// <summary>Loads a bundle and what every point says of every test image.</summary>
    public static SimulationStudy Load(
        string file,
        string? folder,
        GovernorOptions governorOptions,
        IReadOnlyList<string> drifts,
        TextWriter notes
    )
    {
        var bundle = Bundle.Load(file);
        var parsed = drifts.Select(d => ParseDrift(bundle, d)).ToList();
        var dataset = BundleImages.Open(file, bundle, folder, notes);
        var known = bundle.Points.All(p => p.ValidationTop1 is not null);
        if (!known)
            bundle = Measure(bundle, dataset.Train);
        var outcomes = OutcomesCache.Get(file, bundle, dataset.Test, notes);
        return new SimulationStudy(
            bundle.Network.Name,
            Knob.OfPoints(bundle, [.. bundle.Points.Select(p => p.ValidationTop1!.Value)]),
            !known,
            outcomes,
            governorOptions,
            parsed
        );
    }

    /// <summary>All governors that can drive the points, the oracle last.</summary>
    public IEnumerable<string> Governors => Control.Governors.For(Knob).Append(OracleName);

    /// <summary>What to say of a trace that is too short for figures to mean much, or null.</summary>
    /// <exception cref="CommandException">It has fewer frames than a window, so that nothing is checked.</exception>
    public static string? CheckLength(BudgetTrace trace)
    {
        if (trace.Frames < Violations.Window)
            throw new CommandException(
                $"trace {trace.Name} has {trace.Frames} frames; budgets hold over windows of {Violations.Window}, so give at "
                    + $"least "
                    + "that many: a longer trace, a larger --frames, or a higher --fps"
            );
        return trace.Frames < FewFrames
            ? $"trace {trace.Name} has {trace.Frames} frames; accuracies over fewer than {FewFrames} are rough"
            : null;
    }

    /// <summary>Replays a trace under governors.</summary>
    public IEnumerable<SimulationRun> Run(BudgetTrace trace, IEnumerable<string> governors)
    {
        var schedule = Oracle.Solve(Knob, trace.Budgets, options.SwitchEnergy);
        // In a cascade each image chooses for itself, which no schedule of fixed points can; so it has an oracle of its own.
        var cascades = new Lazy<OracleSchedule>(() =>
            Oracle.Solve(Knob.InTheMean(options.SwitchEnergy, Oracle.MaxSettings), trace.Budgets, options.SwitchEnergy)
        );
        SimulationResult Replay(IGovernor governor) => Simulator.Run(trace, governor, outcomes, options);
        var oracle = Replay(new ScheduledGovernor(OracleName, Knob, schedule.Settings));
        return governors.Select(g => new SimulationRun(
            g == OracleName ? oracle : Replay(Control.Governors.Create(g, Knob, governorOptions)),
            oracle,
            g == Control.Governors.Cascade ? cascades.Value : schedule
        ));
    }

    private static Bundle Measure(Bundle bundle, ImageSet train)
    {
        var (_, images) = Split.HoldOut(train, Math.Min(ValidationImages, train.Count), SplitSeed);
        return BundleValidation.Measure(bundle, images.Pixels, images.Labels);
    }

    private static Drift ParseDrift(Bundle bundle, string text)
    {
        var (equals, at) = (text.LastIndexOf('='), text.LastIndexOf('@'));
        if (
            equals > 0
            && at > equals
            && double.TryParse(
                text.AsSpan(equals + 1, at - equals - 1),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var factor
            )
            && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var frame)
            && factor > 0
            && double.IsFinite(factor)
        )
        {
            return new Drift(bundle.IndexOf(text[..equals]), factor, frame);
        }
        throw new CommandException($"--drift {text}: write POINT=FACTOR@FRAME, for example {bundle.Points[0].Name}=1.3@2000");
    }
}
