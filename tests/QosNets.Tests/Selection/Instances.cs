using QosNets.Selection;

namespace QosNets.Tests.Selection;

/// <summary>Random selection problems of several kinds, each with an exact multiplier as the last and dearest one.</summary>
public static class Instances
{
    public enum Kind
    {
        Realistic,
        Independent,
        Sparse,
        FewLevels,
        Correlated,
    }

    internal static SelectionProblem Random(
        int seed,
        Kind kind,
        int multipliers,
        int layers,
        int points,
        int limit,
        SelectionConstraints? constraints = null
    )
    {
        var random = new Random(seed);
        var powers = new double[multipliers];
        var areas = new double[multipliers];
        var errors = new double[layers, multipliers];
        var tolerances = new double[layers];
        var costs = new double[layers];
        for (var l = 0; l < layers; l++)
        {
            tolerances[l] = Math.Exp(Normal(random));
            costs[l] = 1 + random.Next(1000);
        }
        for (var m = 0; m < multipliers; m++)
        {
            var exact = m == multipliers - 1;
            powers[m] =
                exact ? 1
                : kind == Kind.FewLevels ? (1 + random.Next(6)) / 7.0
                : 0.02 + 0.95 * random.NextDouble();
            areas[m] = exact ? 10 : 1 + 8 * random.NextDouble();
            for (var l = 0; l < layers && !exact; l++)
            {
                errors[l, m] = kind switch
                {
                    Kind.Realistic => Math.Exp(2 - 6 * powers[m] + 0.7 * Normal(random)),
                    Kind.Independent => Math.Exp(1.5 * Normal(random)),
                    Kind.Sparse => Math.Exp(1.7 + Normal(random)),
                    Kind.FewLevels => random.Next(4) / 2.0 * tolerances[l],
                    _ => Math.Exp(1 - 3 * powers[m] + 0.2 * Normal(random)) * tolerances[l],
                };
            }
        }
        double[] scales =
        [
            .. Enumerable.Range(0, points).Select(p => points == 1 ? 1 : 0.3 * Math.Pow(2 / 0.3, p / (points - 1.0))),
        ];
        return SelectionProblem.Build(errors, tolerances, costs, powers, scales, limit, constraints, areas);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
