using QosNets.Bundles;
using QosNets.Runtime;
using QosNets.Server.Model;
using Xunit;

namespace QosNets.Server.Tests;

public class PointControlTests
{
    private static readonly Bundle Bundle = TestServer.Bundle;
    private readonly float[] logits = new float[64 * TestServer.Bundle.Network.Classes];

    [Fact]
    public void Fixed_and_free_again_the_windows_hold_what_really_ran()
    {
        var powers = Bundle.Points.Select(Bundle.RelativePower).ToArray();
        var (cheap, dear) = (Array.IndexOf(powers, powers.Min()), Array.IndexOf(powers, powers.Max()));
        // A budget that pays for the dearest point in 16 of 32 frames.
        var control = Control((powers[cheap] + powers[dear]) / 2);
        for (var i = 0; i < 64; i++)
            Run(control, 1);
        control.Fix(dear);
        Assert.Equal(dear, Run(control, 16));
        control.SetBudget(control.Budget);
        // The 16 fixed frames have spent what 32 may: all windows that hold them need the cheapest point in the others.
        for (var i = 0; i < 16; i++)
            Assert.Equal((i, cheap), (i, Run(control, 1)));
        var later = Enumerable.Range(0, 64).Select(_ => Run(control, 1)).ToList();
        Assert.Contains(later, p => p != cheap);
    }

    [Fact]
    public void A_point_that_is_fixed_runs_from_the_next_batch_on_and_one_that_never_ran_is_no_switch()
    {
        var control = Control(1);
        var switches = 0;
        control.Switched = () => switches++;
        var first = Run(control, 1);
        switches = 0;
        control.Fix((first + 1) % Bundle.Points.Count);
        control.Fix((first + 2) % Bundle.Points.Count);
        Assert.Equal(((first + 2) % Bundle.Points.Count, "fixed"), (control.Current, control.ChosenBy));
        control.Fix(first);
        Assert.Equal(first, Run(control, 1));
        Assert.Equal(0, switches);
        control.Fix((first + 1) % Bundle.Points.Count);
        Run(control, 1);
        Run(control, 1);
        Assert.Equal(1, switches);
        Assert.Throws<ArgumentOutOfRangeException>(() => control.Fix(Bundle.Points.Count));
    }

    private static PointControl Control(double budget) => new(new Engine(Bundle), "interpolating", budget, TimeProvider.System);

    private int Run(PointControl control, int images)
    {
        var points = new int[images];
        control.Run(default, TestServer.Pixels(1, images), images, logits.AsSpan(0, images * Bundle.Network.Classes), points);
        return Assert.Single(points.Distinct());
    }
}
