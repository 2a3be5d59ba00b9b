using QosNets.Bundles;
using QosNets.Control;
using QosNets.Runtime;
using QosNets.Server.Batching;
using QosNets.Server.Protocol;

namespace QosNets.Server.Model;

/// <summary>
/// Chooses the operating point of each batch: a governor does so from the budget, until a client fixes the point or a
/// cascade; setting the budget gives the choice back to the governor. The point that runs is that of the
/// <see cref="PointSwitch"/>, which changes when a batch begins, and when images of it run again; the governor is told of
/// batches that it did not decide.
/// </summary>
internal sealed class PointControl
{
    private static readonly Fixed Nothing = new(null, null);

    private readonly object gate = new();
    private readonly PointSwitch points;
    private readonly IGovernor governor;
    private readonly ExpectedAccuracy expected;
    private readonly int[] ascent;
    private readonly TimeProvider clock;
    private readonly long start;
    private double budget;
    private volatile Fixed wished = Nothing;
    private volatile Cascade? chosen;

    /// <summary>Begins with a budget.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="name">Name of the governor.</param>
    /// <param name="budget">Mean relative power that is permitted, 0..1.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="ControlException">There is no such governor, or the bundle lacks what it needs.</exception>
    public PointControl(Engine engine, string name, double budget, TimeProvider clock)
    {
        (this.budget, this.clock, start) = (budget, clock, clock.GetTimestamp());
        var bundle = engine.Bundle;
        Points = [.. bundle.Points.Select(p => new PointDocument(p.Name, bundle.RelativeCost(p), p.ValidationTop1))];
        Curves = bundle.Cascades;
        expected = new ExpectedAccuracy(Points, Curves);
        var knob = Knob.OfPoints(bundle, Qualities(Points));
        ascent = [.. knob.WorthRunning];
        governor = Governors.Create(name, knob);
        points = new PointSwitch(engine, knob.Cheapest);
    }

    /// <summary>The points with their power and accuracy.</summary>
    public IReadOnlyList<PointDocument> Points { get; }

    /// <summary>What validation images say of cascades.</summary>
    public IReadOnlyList<CascadeCurve> Curves { get; }

    /// <summary>Index of the point that is fixed; while none is, of the point that the last batch ran at.</summary>
    public int Current => wished.Point ?? points.Current;

    /// <summary>The cascade that is fixed, or that the governor chose for the last batch; null where none runs.</summary>
    public Cascade? Cascade => Governed ? chosen : wished.Cascade;

    /// <summary>Mean relative power that is permitted, 0..1.</summary>
    public double Budget => Volatile.Read(ref budget);

    /// <summary>Whether the governor chooses.</summary>
    public bool Governed => wished == Nothing;

    /// <summary>
    /// Who chose, as clients are told: <c>governor</c>, or <c>fixed</c> for a point and <c>cascade</c> for a cascade.
    /// </summary>
    public string ChosenBy =>
        wished switch
        {
            { Point: not null } => "fixed",
            { Cascade: not null } => "cascade",
            _ => "governor",
        };

    /// <summary>Name of the governor.</summary>
    public string Governor => governor.Name;

    /// <summary>Called at each change of the point.</summary>
    public Action Switched { get; set; } = () => { };

    /// <summary>Called with the index of the point after one image ran at it only to compare.</summary>
    public Action<int> Shadowed { get; set; } = _ => { };

    /// <summary>Fixes the point of all batches to come.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public void Fix(int point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, Points.Count);
        wished = new Fixed(point, null);
    }

    /// <summary>Runs all batches to come as a cascade.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public void Fix(Cascade cascade)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cascade.Points.Max(), Points.Count, nameof(cascade));
        wished = new Fixed(null, cascade);
    }

    /// <summary>Sets the budget, and lets the governor choose.</summary>
    public void SetBudget(double value)
    {
        Volatile.Write(ref budget, value);
        wished = Nothing;
    }

    /// <summary>Runs a batch at what is chosen for it.</summary>
    /// <inheritdoc cref="RunBatch"/>
    public BatchRun Run(in Wish wish, ReadOnlySpan<byte> pixels, int images, Span<float> logits, Span<int> at)
    {
        var choice = wish switch
        {
            { Point: { } point } => new Fixed(point, null),
            { MinMargin: { } margin } => Ascend(margin),
            _ => wished,
        };
        if (choice.Point is { } only)
            return RunAt(only, pixels, images, logits, at);
        return choice.Cascade is { } cascade
            ? RunFixed(cascade, pixels, images, logits, at)
            : RunGoverned(pixels, images, logits, at);
    }

    private BatchRun RunAt(int point, ReadOnlySpan<byte> pixels, int images, Span<float> logits, Span<int> at)
    {
        var runs = new int[Points.Count];
        runs[point] = images;
        lock (gate)
        {
            var now = Now(images);
            governor.Enter(now, runs, point == now.Current ? 0 : 1);
            Select(point);
        }
        points.Engine.Run(point, pixels, images, logits);
        at.Fill(point);
        return new BatchRun(runs, [], Points[point].Accuracy);
    }

    private BatchRun RunFixed(Cascade cascade, ReadOnlySpan<byte> pixels, int images, Span<float> logits, Span<int> at)
    {
        points.Engine.RunCascade(cascade, pixels, images, logits, at, new float[images]);
        var (runs, stages, rest) = (new int[Points.Count], new List<CascadeStage>(), images);
        for (var s = 0; s < cascade.Points.Count && rest > 0; s++)
        {
            var point = cascade.Points[s];
            var next = rest - at.Count(point);
            runs[point] = rest;
            if (s + 1 < cascade.Points.Count)
                stages.Add(new CascadeStage(point, cascade.Points[s + 1], rest, next, next));
            rest = next;
        }
        // What runs is known only now, so the governor learns of it behind batches that began later.
        lock (gate)
        {
            var (now, switches) = (Now(images), 0);
            foreach (var point in cascade.Points.Where(p => runs[p] > 0))
                switches += Select(point) ? 1 : 0;
            governor.Enter(now, runs, switches);
        }
        return new BatchRun(runs, stages, expected.Of(cascade));
    }

    private BatchRun RunGoverned(ReadOnlySpan<byte> pixels, int images, Span<float> logits, Span<int> at)
    {
        var decision = Decide(images);
        var first = decision.Setting;
        var runs = new int[Points.Count];
        runs[first] = images;
        if (decision.Again is not { } escalation)
        {
            points.Engine.Run(first, pixels, images, logits);
            at.Fill(first);
            if (decision.Shadow)
                Compare(first, pixels[..(pixels.Length / images)], logits[..(logits.Length / images)]);
            return new BatchRun(runs, [], Points[first].Accuracy);
        }
        var margins = new float[images];
        var again = points.Engine.RunCascade(escalation.Cascade, pixels, images, logits, at, margins, escalation.Most);
        lock (gate)
        {
            governor.Ran(decision, margins, again);
            if (again > 0)
                Select(escalation.Second);
        }
        runs[escalation.Second] = again;
        var unsure = 0;
        foreach (var margin in margins)
            unsure += margin < escalation.Cascade.MinMargins[0] ? 1 : 0;
        return new BatchRun(
            runs,
            escalation.Most == 0 ? [] : [new CascadeStage(first, escalation.Second, images, unsure, again)],
            escalation.Most == 0 ? Points[first].Accuracy : escalation.Quality
        );
    }

    private Decision Decide(int images)
    {
        // A governor is for one caller at a time, and two batches in the wrong order would be a switch too many.
        lock (gate)
        {
            var decision = governor.Decide(Now(images));
            Select(decision.Setting);
            chosen = decision.Again is { Most: > 0 } again ? again.Cascade : null;
            return decision;
        }
    }

    private Observation Now(int images) =>
        new(clock.GetElapsedTime(start).TotalSeconds, Budget, points.Current) { Frames = images };

    private bool Select(int point)
    {
        if (points.Select(point) == point)
            return false;
        Switched();
        return true;
    }

    private void Compare(int setting, ReadOnlySpan<byte> image, ReadOnlySpan<float> logits)
    {
        var best = points.Engine.Run(governor.Knob.Best, image, 1);
        Shadowed(governor.Knob.Best);
        lock (gate)
            governor.Compare(setting, Logits.Largest(best) == Logits.Largest(logits));
    }

    /// <summary>All points that are worth running, each image only as far as it takes.</summary>
    private Fixed Ascend(float margin) =>
        ascent.Length == 1
            ? new Fixed(ascent[0], null)
            : new Fixed(null, new Cascade(ascent, [.. Enumerable.Repeat(margin, ascent.Length - 1)]));

    // Without accuracies powers have to stand for them: a concave function keeps their order and leaves no point out.
    private static double[] Qualities(IReadOnlyList<PointDocument> points) =>
        points.All(p => p.Accuracy is not null)
            ? [.. points.Select(p => p.Accuracy!.Value)]
            : [.. points.Select(p => Math.Sqrt(Math.Min(p.Power, 1)))];

    /// <summary>A point or a cascade that a client fixed; neither where the governor chooses.</summary>
    private sealed record Fixed(int? Point, Cascade? Cascade);
}
