using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class TeacherTests
{
    private readonly RunContext run;

    public TeacherTests()
    {
        var set = Small.Images();
        run = Small.Run(Small.Network(set), set);
    }

    [Fact]
    public void The_loss_is_what_the_formula_says()
    {
        using var scope = NewDisposeScope();
        using var teacher = Make(0.3, 4);
        float[] student = [1, -2, 0.5f, 3],
            answers = [0.1f, 0.2f, 0.3f, 0.4f];
        var loss = teacher.Loss(tensor(student).view(1, 4), tensor(new long[] { 2 }), tensor(answers).view(1, 4));
        double LogShare(int c, double t) => student[c] / t - Math.Log(student.Sum(s => Math.Exp(s / t)));
        var soft = -Enumerable.Range(0, 4).Sum(c => answers[c] * LogShare(c, 4));
        Assert.Equal(0.7 * -LogShare(2, 1) + 0.3 * 16 * soft, loss.item<float>(), 1e-4);
    }

    [Fact]
    public void A_student_that_answers_as_the_teacher_has_nothing_to_learn_from_it()
    {
        using var scope = NewDisposeScope();
        using var teacher = Make(1, 2);
        var images = TrainingData.PlainBatch(run.Set.Train, [.. Enumerable.Range(0, 8)]).Images;
        var answers = teacher.Answers(images);
        var same = answers.log().mul(2).detach().requires_grad_();
        teacher.Loss(same, zeros(8, ScalarType.Int64), answers).backward();
        Assert.All(Small.Values(same.grad!), g => Assert.Equal(0, g, 1e-5));
        var other = (same.detach() + 0.5 * randn(same.shape)).requires_grad_();
        teacher.Loss(other, zeros(8, ScalarType.Int64), answers).backward();
        Assert.Contains(Small.Values(other.grad!), g => Math.Abs(g) > 1e-3);
    }

    [Fact]
    public void A_step_of_points_follows_the_teachers_loss_and_leaves_the_teacher_alone()
    {
        using var scope = NewDisposeScope();
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        using var teacher = Make(0.6, 2, parameters.Clone(), quantization);
        var plan = Small.Plan(run, "p", "mul8u_NGR");
        parameters.AddPoint(run.Network, plan.Name);
        using var reference = parameters.Clone();
        var (x, y) = TrainingData.PlainBatch(run.Set.Train, [.. Enumerable.Range(0, 32)]);
        var answers = teacher.Answers(x);
        var pass = plan.Pass(run, reference, quantization);
        pass.BatchStatistics = true;
        teacher.Loss(pass.Run(x), y, answers).backward();

        using var optimiser = new Sgd(parameters, 0, RetrainingStage.TrainedBy(parameters, [plan], 0, ownOnly: false));
        new PointsTask([plan.Pass(run, parameters, quantization)], parameters, optimiser, run.Data, default, teacher).Step(
            x,
            y,
            0.1,
            0
        );
        var before = reference.Values("stem.weight");
        var gradient = Small.Values(reference["stem.weight"].grad!);
        Assert.Equal(
            before.Zip(gradient, (w, g) => w - 0.1f * g),
            parameters.Values("stem.weight"),
            (a, b) => Math.Abs(a - b) < 1e-6
        );
        Assert.Equal(Small.Values(answers), Small.Values(teacher.Answers(x)));
    }

    private Teacher Make(double share, double temperature)
    {
        var (parameters, quantization) = Small.Quantized(run);
        return Make(share, temperature, parameters, quantization);
    }

    private Teacher Make(double share, double temperature, ParameterStore parameters, QuantizationState quantization) =>
        new(run.Network, (parameters, quantization), new RetrainingOptions { Distillation = share, Temperature = temperature });
}
