using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

/// <summary>Compares gradients with differences of a loss.</summary>
internal static class GradientCheck
{
    // Small steps cross few of the kinks of ReLU and max pooling.
    private const float Step = 5e-4f;

    /// <summary>Moves some values of every trained parameter and compares what the loss does with the gradient.</summary>
    public static void AssertFiniteDifferences(ParameterStore parameters, Func<Tensor> loss)
    {
        double Loss()
        {
            using var inner = NewDisposeScope();
            using var off = no_grad();
            return loss().item<double>();
        }
        var (compared, kinks) = (0, 0);
        foreach (var name in parameters.Names.Where(n => parameters[n].requires_grad).ToList())
        {
            var (values, gradient) = (parameters.Values(name), Small.Values(parameters[name].grad!));
            for (var i = 0; i < values.Length; i += Math.Max(1, values.Length / 4))
            {
                double At(float value)
                {
                    float[] moved = [.. values];
                    moved[i] = value;
                    parameters.Set(name, moved);
                    return Loss();
                }
                var (below, here, above) = (At(values[i] - Step), At(values[i]), At(values[i] + Step));
                parameters.Set(name, values);
                var difference = (above - below) / (2 * Step);
                var tolerance = 2e-3 + 0.05 * Math.Abs(difference);
                compared++;
                // At a kink the slopes on both sides differ, and there is no gradient to compare with; where kinks lie depends
                // on the last bits of libtorch's sums.
                if (Math.Abs(above - 2 * here + below) / Step > tolerance)
                {
                    kinks++;
                    continue;
                }
                Assert.True(
                    Math.Abs(difference - gradient[i]) < tolerance,
                    $"{name}[{i}]: gradient {gradient[i]}, difference {difference}"
                );
            }
        }
        Assert.True(kinks <= compared / 5, $"{kinks} of {compared} differences lie at kinks");
    }
}
