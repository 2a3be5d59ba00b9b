using CsCheck;
using QosNets.Reporting.Charts;
using Xunit;

namespace QosNets.Tests.Reporting;

public class LabelPlacementTests
{
    private static readonly Box Frame = new(0, 0, 500, 300);

    [Fact]
    public void Names_cover_no_marker_no_other_name_and_stay_in_the_frame()
    {
        Gen.Select(Gen.Int[0, 500], Gen.Int[0, 300], Gen.Int[1, 12])
            .Array[1, 30]
            .Sample(
                points =>
                {
                    Box[] markers = [.. points.Select(p => Box.Around(p.Item1, p.Item2, 5))];
                    var labels = new LabelPlacement(Frame, markers, []);
                    var placed = points
                        .Select(p => labels.Place(new string('x', p.Item3), p.Item1, p.Item2))
                        .OfType<PlacedLabel>()
                        .ToList();
                    for (var i = 0; i < placed.Count; i++)
                    {
                        Assert.True(Frame.Holds(placed[i].Place));
                        Assert.DoesNotContain(markers, m => m.Meets(placed[i].Place));
                        Assert.DoesNotContain(placed.Take(i), p => p.Place.Meets(placed[i].Place));
                    }
                },
                iter: 300
            );
    }

    [Fact]
    public void A_name_goes_beside_its_point_when_there_is_room_and_gets_a_leader_elsewhere()
    {
        var labels = new LabelPlacement(Frame, [Box.Around(100, 100, 5)], []);
        Assert.False(labels.Place("near", 100, 100)!.Leader);
        // Every place beside the point is taken by markers.
        var crowded = new LabelPlacement(Frame, [Box.Around(100, 100, 20)], []);
        Assert.True(crowded.Place("far", 100, 100)!.Leader);
        Assert.Null(new LabelPlacement(Frame, [Frame], []).Place("none", 100, 100));
    }

    [Theory]
    [InlineData("mul8u_", "mul8u_1JFF", "mul8u_2P7")]
    [InlineData("", "mul8u_1JFF", "mul8s_2P7")]
    [InlineData("mul8u_", "mul8u_bam_h1", "mul8u_trunc")]
    [InlineData("mul8u_bam_", "mul8u_bam_h1", "mul8u_bam_h2")]
    [InlineData("", "a", "b")]
    [InlineData("", "_", "_")]
    public void Names_are_shortened_by_what_they_have_in_common(string prefix, params string[] names) =>
        Assert.Equal(prefix, FrontChart.CommonPrefix(names));
}
