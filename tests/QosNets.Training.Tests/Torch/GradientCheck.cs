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
                var difference = (At(values[i] + Step) - At(values[i] - Step)) / (2 * Step);
                parameters.Set(name, values);
                Assert.True(
                    Math.Abs(difference - gradient[i]) < 2e-3 + 0.05 * Math.Abs(difference),
                    $"{name}[{i}]: gradient {gradient[i]}, difference {difference}"
                );
            }
        }
    }
}
