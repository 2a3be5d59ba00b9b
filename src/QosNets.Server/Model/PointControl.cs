using QosNets.Runtime;
using QosNets.Server.Protocol;

namespace QosNets.Server.Model;

/// <summary>Chooses the operating point of each batch.</summary>
internal sealed class PointControl
{
    private readonly PointSwitch points;

    /// <summary>Begins at a point.</summary>
    public PointControl(PointSwitch points)
    {
        this.points = points;
        var bundle = points.Engine.Bundle;
        Points = [.. bundle.Points.Select(p => new PointDocument(p.Name, bundle.RelativePower(p), null))];
    }

    /// <summary>The points with their power and accuracy.</summary>
    public IReadOnlyList<PointDocument> Points { get; }

    /// <summary>Index of the current point.</summary>
    public int Current => points.Current;

    /// <summary>The budget, or null without a governor.</summary>
    public double? Budget { get; }

    /// <summary>Called at each change of the point.</summary>
    public Action Switched { get; set; } = () => { };

    /// <summary>Fixes the point of all batches to come.</summary>
    public void Fix(int point)
    {
        if (points.Select(point) != point)
            Switched();
    }

    /// <summary>Runs a batch at the point that is chosen for it.</summary>
    public int Run(ReadOnlySpan<byte> pixels, int images, Span<float> logits) => points.Run(pixels, images, logits);
}
