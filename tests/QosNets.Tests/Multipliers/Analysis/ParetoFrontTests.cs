using CsCheck;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class ParetoFrontTests
{
    [Fact]
    public void The_front_is_what_no_other_member_beats()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6])
            .Array[1, 12]
            .Sample(pairs =>
            {
                var points = pairs.Select(p => ((double)p.Item1, (double)p.Item2)).ToArray();
                var expected = Enumerable
                    .Range(0, points.Length)
                    .Where(i =>
                        !Enumerable
                            .Range(0, points.Length)
                            .Any(j => Beats(points[j], points[i]) || (j < i && points[j] == points[i]))
                    );
                Assert.Equal(expected.OrderBy(i => points[i].Item1), ParetoFront.Of(points));
            });

        static bool Beats((double Power, double Error) a, (double Power, double Error) b) =>
            a != b && a.Power <= b.Power && a.Error <= b.Error;
    }
}
