using QosNets.Multipliers;
using QosNets.Selection;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;

namespace QosNets.CriterionStudy;

/// <summary>The criteria: errors of every pair of layer and multiplier over tolerances, added up over the layers.</summary>
internal sealed class Criteria
{
    private static readonly double[] ShiftWeights = [0, 0.25, 0.5, 0.75];

    private readonly List<(string Name, double[,] Squares)> tables = [];
    private readonly double[][] relative;

    private Criteria(double[][] relative)
    {
        this.relative = relative;
    }

    public static Criteria Of(
        IReadOnlyList<LayerProfile> sensitivity,
        IReadOnlyList<LayerProfile> noise,
        MultiplierLibrary library,
        Experiment experiment
    )
    {
        var multipliers = library.Multipliers;
        var measured = ErrorMeasurement.Measure(sensitivity, multipliers, experiment.Correction, 0);
        var errors = new List<(string, double[,])>
        {
            ("predicted", ErrorPrediction.Predict(sensitivity, multipliers, experiment.Correction)),
            ("centred", measured.ChannelCentred),
        };
        foreach (var weight in ShiftWeights)
        {
            var retained = ErrorMeasurement.Measure(sensitivity, multipliers, experiment.Correction, weight).Retained;
            errors.Add((FormattableString.Invariant($"retained {weight}"), retained));
        }
        var all = Enumerable.Range(0, multipliers.Count);
        var criteria = new Criteria([
            .. all.Select(m => sensitivity.Select((p, l) => measured.ChannelCentred[l, m] / p.AccumulatorDeviation).ToArray()),
        ]);
        foreach (var (tolerances, profile) in new[] { ("noise search", noise), ("sensitivity", sensitivity) })
        {
            var floor = experiment.Selection.SigmaFloor * profile.Average(p => Math.Abs(p.Sigma));
            foreach (var (name, table) in errors)
                criteria.tables.Add(($"{name}, {tolerances}", Squares(table, profile, floor)));
        }
        return criteria;
    }

    /// <summary>Median over the layers of a multiplier's error, in deviations of the accumulator.</summary>
    public double MedianError(int multiplier) => relative[multiplier].Order().ElementAt(relative[multiplier].Length / 2);

    /// <summary>All criteria of an assignment.</summary>
    public Dictionary<string, double> Values(PointPlan plan, double lossBefore)
    {
        var values = new Dictionary<string, double>();
        foreach (var (name, squares) in tables)
        {
            var strains = plan.Assignment.Select((m, l) => squares[l, m]).ToList();
            values[$"sum, {name}"] = strains.Sum();
            values[$"worst, {name}"] = strains.Max();
        }
        values["loss before retraining"] = lossBefore;
        return values;
    }

    private static double[,] Squares(double[,] errors, IReadOnlyList<LayerProfile> profile, double floor)
    {
        var squares = new double[errors.GetLength(0), errors.GetLength(1)];
        for (var l = 0; l < squares.GetLength(0); l++)
        {
            var tolerance = Math.Max(Math.Abs(profile[l].Sigma), floor) * profile[l].AccumulatorDeviation;
            for (var m = 0; m < squares.GetLength(1); m++)
                squares[l, m] = Math.Pow(Strain.Of(errors[l, m], tolerance, 1), 2);
        }
        return squares;
    }
}
