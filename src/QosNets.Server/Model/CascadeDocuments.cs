using QosNets.Server.Protocol;

namespace QosNets.Server.Model;

/// <summary>Tells clients of cascades.</summary>
internal static class CascadeDocuments
{
    /// <summary>The cascade that runs, and what validation images say of thresholds.</summary>
    public static CascadeDocument Of(PointControl control)
    {
        string Name(int point) => control.Points[point].Name;
        var running = control.Cascade;
        return new CascadeDocument(
            running is null ? null : [.. running.Points.Select(Name)],
            running?.MinMargins,
            running is null ? null : control.ChosenBy,
            [
                .. control.Curves.Select(c => new CurveDocument(
                    [Name(c.First), Name(c.Second)],
                    [.. c.Steps.Select(s => s.MinMargin)],
                    [.. c.Steps.Select(s => s.Share)],
                    [.. c.Steps.Select(s => s.Accuracy)]
                )),
            ]
        );
    }
}
