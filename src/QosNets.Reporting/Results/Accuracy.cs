namespace QosNets.Reporting.Results;

/// <summary>Accuracy on one split.</summary>
/// <param name="Top1">Share of images whose label is the highest logit, 0..1.</param>
/// <param name="Top5">Share of images whose label is among the five highest logits, 0..1.</param>
internal sealed record Accuracy(double Top1, double Top5);
