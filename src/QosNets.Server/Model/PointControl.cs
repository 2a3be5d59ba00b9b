using QosNets.Control;
using QosNets.Runtime;
using QosNets.Server.Protocol;

namespace QosNets.Server.Model;

/// <summary>
/// Chooses the operating point of each batch: a governor does so from the budget, until a client fixes the point; setting
/// the budget gives the choice back to the governor. The point that runs is that of the <see cref="PointSwitch"/>, which
/// changes when a batch begins; the governor is told of batches that it did not decide.
/// </summary>
internal sealed class PointControl
{
    private const int Nobody = -1;

    private readonly object gate = new();
    private readonly PointSwitch points;
    private readonly IGovernor governor;
    private readonly TimeProvider clock;
    private readonly long start;
    private double budget;
    private volatile int wished = Nobody;

    /// <summary>Begins with a budget.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="name">Name of the governor.</param>
    /// <param name="budget">Mean relative power that is permitted, 0..1.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="ControlException">There is no such governor.</exception>
    public PointControl(Engine engine, string name, double budget, TimeProvider clock)
    {
        (this.budget, this.clock, start) = (budget, clock, clock.GetTimestamp());
        var bundle = engine.Bundle;
        Points = [.. bundle.Points.Select(p => new PointDocument(p.Name, bundle.RelativePower(p), p.ValidationTop1))];
        governor = Governors.Create(name, Knob.OfPoints(bundle, Qualities(Points)));
        points = new PointSwitch(engine, governor.Knob.Cheapest);
    }

    /// <summary>The points with their power and accuracy.</summary>
    public IReadOnlyList<PointDocument> Points { get; }

    /// <summary>Index of the point that is fixed; while none is, of the point that the last batch ran at.</summary>
    public int Current => wished is var point and not Nobody ? point : points.Current;

    /// <summary>Mean relative power that is permitted, 0..1.</summary>
    public double Budget => Volatile.Read(ref budget);

    /// <summary>Whether the governor chooses.</summary>
    public bool Governed => wished == Nobody;

    /// <summary>Who chose the point, as clients are told: <c>governor</c> or <c>fixed</c>.</summary>
    public string ChosenBy => Governed ? "governor" : "fixed";

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
        wished = point;
    }

    /// <summary>Sets the budget, and lets the governor choose.</summary>
    public void SetBudget(double value)
    {
        Volatile.Write(ref budget, value);
        wished = Nobody;
    }

    /// <summary>Runs a batch at the point that is chosen for it.</summary>
    public int Run(ReadOnlySpan<byte> pixels, int images, Span<float> logits)
    {
        var decision = Decide(images);
        points.Engine.Run(decision.Setting, pixels, images, logits);
        if (decision.Shadow)
            Compare(decision.Setting, pixels[..(pixels.Length / images)], logits[..(logits.Length / images)]);
        return decision.Setting;
    }

    private Decision Decide(int images)
    {
        // A governor is for one caller at a time, and two batches in the wrong order would be a switch too many.
        lock (gate)
        {
            var now = new Observation(clock.GetElapsedTime(start).TotalSeconds, Budget, points.Current) { Frames = images };
            var decision = wished is var point and not Nobody ? Carry(now, point) : governor.Decide(now);
            Select(decision.Setting);
            return decision;
        }
    }

    private Decision Carry(in Observation now, int point)
    {
        Span<int> runs = stackalloc int[Points.Count];
        runs.Clear();
        runs[point] = now.Frames;
        governor.Enter(now, runs, point == now.Current ? 0 : 1);
        return new Decision(point);
    }

    private void Select(int point)
    {
        if (points.Select(point) != point)
            Switched();
    }

    private void Compare(int setting, ReadOnlySpan<byte> image, ReadOnlySpan<float> logits)
    {
        var best = points.Engine.Run(governor.Knob.Best, image, 1);
        Shadowed(governor.Knob.Best);
        lock (gate)
            governor.Compare(setting, Classes.Largest(best) == Classes.Largest(logits));
    }

    // Without accuracies powers have to stand for them: a concave function keeps their order and leaves no point out.
    private static double[] Qualities(IReadOnlyList<PointDocument> points) =>
        points.All(p => p.Accuracy is not null)
            ? [.. points.Select(p => p.Accuracy!.Value)]
            : [.. points.Select(p => Math.Sqrt(Math.Min(p.Power, 1)))];
}
