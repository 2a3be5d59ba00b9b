using QosNets.Networks;
using QosNets.Training.Experiments;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>
/// The exact quantised network, from whose softened answers a retraining learns beside the labels: knowledge distillation
/// (Hinton, Vinyals, Dean, arXiv 1503.02531). Its weights stay as quantisation-aware training left them.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly ParameterStore parameters;
    private readonly ForwardPass pass;
    private readonly double share;
    private readonly double temperature;

    /// <param name="network">The graph.</param>
    /// <param name="trained">Weights and quantisers of quantisation-aware training; the teacher disposes of the weights.</param>
    /// <param name="options">How much the teacher counts, and its temperature.</param>
    public Teacher(
        Network network,
        (ParameterStore Parameters, QuantizationState Quantization) trained,
        RetrainingOptions options
    )
    {
        parameters = trained.Parameters;
        pass = new ForwardPass(network, parameters) { Quantization = trained.Quantization };
        (share, temperature) = (options.Distillation, options.Temperature);
    }

    /// <summary>The teacher's softened answers to pixels/255 [b,C,H,W]: probabilities [b, classes].</summary>
    public Tensor Answers(Tensor images)
    {
        using var off = no_grad();
        return F.softmax(pass.Run(images).Over(temperature), 1);
    }

    /// <summary>
    /// (1 − share) · cross-entropy with the labels + share · T² · cross-entropy with the teacher's answers, both softened by T;
    /// the square keeps gradients of one size.
    /// </summary>
    /// <param name="logits">[b, classes].</param>
    /// <param name="labels">Classes, [b].</param>
    /// <param name="answers">Of <see cref="Answers"/>.</param>
    public Tensor Loss(Tensor logits, Tensor labels, Tensor answers)
    {
        var soft = (answers * F.log_softmax(logits.Over(temperature), 1)).sum(1).mean();
        return F.cross_entropy(logits, labels).Times(1 - share).Plus(soft.Times(-share * temperature * temperature));
    }

    /// <inheritdoc/>
    public void Dispose() => parameters.Dispose();
}
