using QosNets.Training.Stages;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class JointStepTests : IDisposable
{
    private readonly RunContext run;
    private readonly ParameterStore parameters;
    private readonly QuantizationState quantization;
    private readonly PointPlan[] plans;

    public JointStepTests()
    {
        var set = Small.Images();
        run = Small.Run(Small.Network(set), set);
        (parameters, quantization) = Small.Quantized(run);
        plans =
        [
            Small.Plan(run, "0", "mul8u_1JFF"),
            Small.Plan(run, "1", "mul8u_2AC", "mul8u_1JFF"),
            Small.Plan(run, "2", "mul8u_DM1", "mul8u_NGR"),
        ];
        foreach (var plan in plans)
            parameters.AddPoint(run.Network, plan.Name);
    }

    public void Dispose() => parameters.Dispose();

    [Fact]
    public void A_step_follows_the_gradient_of_the_mean_of_the_points_losses()
    {
        const double Rate = 0.05;
        using var scope = NewDisposeScope();
        using var reference = parameters.Clone();
        var (x, y) = TrainingData.PlainBatch(run.Set.Train, [.. Enumerable.Range(0, 64)]);
        var sum = zeros(1);
        foreach (var plan in plans)
        {
            var pass = plan.Pass(run, reference, quantization);
            pass.BatchStatistics = true;
            sum += F.cross_entropy(pass.Run(x), y);
        }
        var mean = sum / plans.Length;
        mean.backward();

        var loss = Step(Optimiser(ownOnly: false, momentum: 0), x, y, Rate);
        Assert.Equal(mean.item<float>(), loss, 1e-5);
        foreach (var name in parameters.Names)
        {
            // Statistics follow the batch in both; what no point uses gets no gradient and stays.
            var gradient = reference[name].requires_grad && reference[name].grad is { } g ? Small.Values(g) : null;
            var before = reference.Values(name);
            var after = parameters.Values(name);
            for (var i = 0; i < after.Length; i++)
                Assert.True(
                    Math.Abs(before[i] - Rate * (gradient?[i] ?? 0) - after[i]) < 1e-5,
                    $"{name}[{i}]: {before[i]} to {after[i]} by the gradient {gradient?[i]}"
                );
        }
        Assert.All(plans, p => Assert.NotNull(reference[$"{p.Name}/stem.bn.weight"].grad));
    }

    [Fact]
    public void What_points_share_changes_no_bit_of_logits_and_gradients()
    {
        // The first two layers read shared tensors through the same multiplier in "a" and "b", and another one in "c".
        PointPlan[] points =
        [
            Small.Plan(run, "a", "mul8u_2AC"),
            Small.Plan(run, "b", "mul8u_2AC", "mul8u_NGR"),
            Small.Plan(run, "c", "mul8u_DM1"),
        ];
        foreach (var plan in points)
            parameters.AddPoint(run.Network, plan.Name);
        float[][] Results(SharedBatch? shared)
        {
            using var scope = NewDisposeScope();
            var (x, y) = TrainingData.PlainBatch(run.Set.Train, [.. Enumerable.Range(64, 32)]);
            var results = new List<float[]>();
            foreach (var plan in points)
            {
                var pass = plan.Pass(run, parameters, quantization);
                pass.BatchStatistics = true;
                var logits = pass.Run(x, shared);
                F.cross_entropy(logits, y).backward();
                results.Add(Small.Values(logits));
            }
            foreach (var name in parameters.Names.Where(n => parameters[n].grad is not null))
            {
                results.Add(Small.Values(parameters[name].grad!));
                parameters[name].grad!.zero_();
            }
            return [.. results];
        }
        var separate = Results(null);
        var shared = new SharedBatch(run.Network);
        // The second batch must not see the first one's tensors.
        Results(shared);
        shared.Clear();
        Assert.Equal(separate, Results(shared));
        Assert.NotEqual(separate[0], separate[1]);
        Assert.NotEqual(separate[0], separate[2]);
    }

    [Fact]
    public void Momentum_and_weight_decay_are_those_of_plain_gradient_descent()
    {
        using var store = new ParameterStore();
        store.Add("w", [1, 2], [1, 2], trains: true);
        store.Add("b", [3], [1], trains: true);
        using var optimiser = new Sgd(store, 0.5, Sgd.Choose(store, 0.1, _ => true));
        double[] w = [1, 2],
            v = [0, 0];
        double b = 3,
            vb = 0;
        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            (store["w"].square().sum() + 2 * store["b"].sum()).backward();
            optimiser.Step(0.1);
            for (var i = 0; i < 2; i++)
            {
                v[i] = 0.5 * v[i] + 2 * w[i] + 0.1 * w[i];
                w[i] -= 0.1 * v[i];
            }
            vb = 0.5 * vb + 2;
            b -= 0.1 * vb;
            Assert.Equal(w[0], store.Values("w")[0], 1e-5);
            Assert.Equal(w[1], store.Values("w")[1], 1e-5);
            Assert.Equal(b, store.Values("b")[0], 1e-5);
        }
    }

    [Fact]
    public void With_batchnorm_only_no_shared_weight_moves_and_every_own_parameter_does()
    {
        using var before = parameters.Clone();
        using var scope = NewDisposeScope();
        var (x, y) = TrainingData.PlainBatch(run.Set.Train, [.. Enumerable.Range(0, 64)]);
        Step(Optimiser(ownOnly: true, momentum: 0.9), x, y, 0.1);
        foreach (var name in parameters.Names)
            Assert.True(name.Contains('/') != before.Values(name).SequenceEqual(parameters.Values(name)), name);
    }

    private Sgd Optimiser(bool ownOnly, double momentum) =>
        new(parameters, momentum, RetrainingStage.TrainedBy(parameters, plans, weightDecay: 0, ownOnly));

    private double Step(Sgd optimiser, Tensor x, Tensor y, double rate)
    {
        using (optimiser)
            return new PointsTask(
                [.. plans.Select(p => p.Pass(run, parameters, quantization))],
                parameters,
                optimiser,
                run.Data,
                default
            ).Step(x, y, rate, 0);
    }
}
