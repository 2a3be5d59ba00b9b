using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class SelectionProblemTests
{
    private static readonly double[,] Errors =
    {
        { 4, 1, 0 },
        { 8, 3, 0 },
    };

    [Fact]
    public void Strain_is_error_over_scaled_tolerance()
    {
        var problem = SelectionProblem.Build(Errors, [2, 1], [10, 30], [0.2, 0.5, 1], [0.5, 4], 2);

        Assert.Equal([4, 1, 0], problem.Rows[0].Strain);
        Assert.Equal([2, 0.75, 0], problem.Rows[3].Strain);
        Assert.Equal((1, 1, 30.0), (problem.Rows[3].Layer, problem.Rows[3].Point, problem.Rows[3].Cost));
        Assert.Equal(2, problem.Exact);
    }

    [Fact]
    public void Multipliers_good_enough_nowhere_are_dropped_unless_they_must_be_included()
    {
        SelectionProblem Problem(SelectionConstraints? c) =>
            SelectionProblem.Build(Errors, [1, 1], [1, 1], [0.2, 0.5, 1], [1], 3, c);

        Assert.Equal([1, 2], Problem(null).Candidates);
        Assert.Equal([0, 1, 2], Problem(new SelectionConstraints { MustInclude = [0] }).Candidates);
        Assert.Equal([2], Problem(new SelectionConstraints { MustExclude = [1] }).Candidates);
        Assert.Equal([0, 1, 2], Problem(null).WithScales([4]).Candidates);
    }

    [Fact]
    public void Saving_is_one_minus_power_relative_to_the_exact_multiplier_even_when_it_is_not_chosen()
    {
        // The dearest survivor has power 0.8: relative to it the saving would be 0.75 or 0, not 0.8 or 0.2.
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 1, 0, 0 },
                { 9, 1, 0 },
            },
            [1, 1],
            [3, 1],
            [0.2, 0.8, 1],
            [1],
            2
        );

        var choice = ExactSelector.Select(problem).Choice;

        Assert.Equal([0, 1], choice.Multipliers);
        Assert.Equal(1 - (3 * 0.2 + 0.8) / 4, choice.Savings[0], 1e-12);
        Assert.Equal(1 - choice.PointPowers[0], choice.Savings[0], 1e-12);
    }

    [Fact]
    public void Powers_are_relative_to_the_exact_multiplier()
    {
        Multiplier Of(string name, double power) => new(name, TruthTable.Exact(false), power);

        Assert.Equal([0.25, 1], PowerModel.RelativePowers([Of("a", 0.1), Of("1JFF", 0.4)], Of("1JFF", 0.4)));
        Assert.Throws<ArgumentException>(() => PowerModel.RelativePowers([], Of("zero", 0)));
        Assert.Equal(0.75, PowerModel.Saving(0.25));
        Assert.Equal((2 * 0.5 + 6 * 1) / 8, PowerModel.Relative([2, 6], [0.5, 1]), 1e-12);
    }

    [Fact]
    public void The_correction_adds_once_for_each_activation_position_and_group()
    {
        ConvolutionGeometry dense = new(16, 8, 8, 32, 3, 3, 1, 1, 1),
            depthwise = new(16, 8, 8, 16, 3, 3, 1, 1, 16);

        Assert.Equal(64 * 144, PowerModel.CorrectionAdditions(dense));
        Assert.Equal(64 * 16 * 9, PowerModel.CorrectionAdditions(depthwise));
        Assert.Equal(1 / 32.0, PowerModel.CorrectionAdditionsPerMultiplication([dense], [true]), 1e-12);
        Assert.Equal(1.0, PowerModel.CorrectionAdditionsPerMultiplication([depthwise], [true]), 1e-12);
        Assert.Equal(
            64 * 144.0 / (64 * 144 * 32 + 64 * 144),
            PowerModel.CorrectionAdditionsPerMultiplication([dense, depthwise], [true, false]),
            1e-12
        );
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        SelectionProblem Build(
            double[]? tolerances = null,
            double[]? costs = null,
            double[]? scales = null,
            int limit = 2,
            SelectionConstraints? c = null,
            double[]? areas = null
        ) => SelectionProblem.Build(Errors, tolerances ?? [1, 1], costs ?? [1, 1], [0.2, 0.5, 1], scales ?? [1], limit, c, areas);

        Assert.Throws<ArgumentException>(() => Build(tolerances: [1]));
        Assert.Throws<ArgumentException>(() => Build(tolerances: [1, -1]));
        Assert.Throws<ArgumentException>(() => Build(tolerances: [1, double.NaN]));
        Assert.Throws<ArgumentException>(() => Build(costs: [1, 0]));
        Assert.Throws<ArgumentException>(() => Build(scales: []));
        Assert.Throws<ArgumentException>(() => Build(scales: [0]));
        Assert.Throws<ArgumentException>(() => Build(limit: 0));
        Assert.Throws<ArgumentException>(() => Build(c: new() { MustInclude = [7] }));
        Assert.Throws<ArgumentException>(() => Build(c: new() { MustInclude = [1], MustExclude = [1] }));
        Assert.Throws<ArgumentException>(() => Build(c: new() { MustInclude = [0, 1, 2] }));
        Assert.Throws<ArgumentException>(() => Build(c: new() { AreaBudget = 3 }));
        Assert.Throws<ArgumentException>(() => Build(c: new() { PowerCaps = [0.5, 0.5] }));
        Assert.Throws<ArgumentException>(() => Build(areas: [1, 2]));
    }
}
