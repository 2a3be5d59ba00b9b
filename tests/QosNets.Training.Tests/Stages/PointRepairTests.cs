using QosNets.Multipliers;
using QosNets.Training.Pipeline;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Pipeline;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class PointRepairTests
{
    // A dear multiplier that ruins what it multiplies, and a cheap one that does not.
    private static readonly MultiplierLibrary Library = new(
        "with a dear bad one",
        [
            .. ((string[])["mul8u_1JFF", "mul8u_2P7"]).Select(n => Small.Unsigned.Multipliers[Small.Unsigned.IndexOf(n)]),
            new Multiplier("bad", Halved(), 0.39),
        ]
    );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_dominated_point_gets_an_assignment_that_strains_no_layer_more_than_the_cheaper_ones(bool repairs)
    {
        using var run = new SmallRun();
        var experiment = Small.Experiment with
        {
            N = 3,
            TargetSavings = [0.005, 0.01],
            Baseline = Small.Experiment.Baseline with { Epochs = 6 },
            Selection = new() { Include = ["mul8u_1JFF", "mul8u_2P7", "bad"] },
        };
        var stages = run.Execute(experiment, library: Library).Stages;
        var context = run.Context(experiment, Library);
        var inputs = new JointInputs(
            stages.Get<QuantizationStage>(),
            context.KeyedNetwork,
            context.KeyedData,
            experiment.Seed,
            experiment.Retraining,
            stages.Get<RefinementStage>(),
            stages.Get<SelectionStage>(),
            stages.Get<ExactStage>(),
            context.KeyedLibrary,
            experiment.TargetSavings,
            Correction: true
        );
        PassMaker pass = (p, store, quantization) => p.Pass(run.Network, Library, true, store, quantization);
        var folder = Path.Combine(run.Folder, "repair");
        Directory.CreateDirectory(folder);
        var progress = new SilentProgress();
        var work = new StageWork(new Checkpoint(Path.Combine(folder, "checkpoint.npz"), "key", () => 0), progress, default);
        using var state = new JointState(
            Path.Combine(folder, "state.npz"),
            "key",
            () => new PointTrainer("retraining", inputs, pass, work),
            progress
        );
        PointPlan[] plans = [Plan("save0.5", "bad", run), Plan("save1", "mul8u_2P7", run)];
        foreach (var plan in plans)
        {
            state.Trainer.Begin(plan);
            var top1 = state.Trainer.Top1(plan);
            state.Points.All.Add(new RetrainedPoint(plan.Name, plan.Assignment, top1, top1));
        }
        state.Points.TogetherDone = true;
        var (dear, cheap) = (state.Points.All[0], state.Points.All[1]);
        Assert.True(dear.Top1 <= cheap.Top1, $"{dear.Top1} is not dominated by {cheap.Top1}");
        var untouched = Own(state, "save1");

        new PointRepair(state, new PointAims(inputs)).Run(repairs);

        var now = state.Points.All[0];
        Assert.Equal(repairs, now.Repaired);
        Assert.Equal(repairs, now.Reselected);
        Assert.Equal(cheap, state.Points.All[1]);
        Assert.Equal(untouched, Own(state, "save1"));
        if (!repairs)
        {
            Assert.Equal(dear, now);
            return;
        }
        Assert.DoesNotContain(Library.IndexOf("bad"), now.Assignment);
        Assert.True(now.Top1 > dear.Top1);
        Assert.Equal(now.Top1, state.Trainer.Top1(now.Plan));
        Assert.Contains(
            progress.Notes,
            n => n.Contains("save0.5 was no better than the cheaper save1", StringComparison.Ordinal)
        );
        // Once is enough, whatever it came to.
        var notes = state.Points.Notes.Count;
        new PointRepair(state, new PointAims(inputs)).Run(repairs: true);
        Assert.Equal(notes, state.Points.Notes.Count);
    }

    private static List<float[]> Own(JointState state, string point) =>
        [.. state.Trainer.OwnNames(point).Select(state.Trainer.Parameters.Values)];

    private static PointPlan Plan(string name, string multiplier, SmallRun run) =>
        new(name, [.. run.Network.Layers.Select(_ => Library.IndexOf(multiplier))]);

    private static TruthTable Halved()
    {
        var random = new Random(3);
        return new TruthTable(
            [.. Enumerable.Range(0, TruthTable.Length).Select(i => (i >> 8) * (i & 255) / 2 + random.Next(16000))],
            signed: false
        );
    }
}
