namespace QosNets.Selection;

/// <summary>Measured errors of every (layer, multiplier) pair, in accumulator units, each [layers, multipliers].</summary>
/// <param name="Pooled">Standard deviation over all samples and channels together: what <see cref="ErrorPrediction"/>
/// predicts.</param>
/// <param name="ChannelCentred">
/// Root mean square after each channel's own mean is taken off, as batch normalisation or the bias does; never above the pooled
/// one.
/// </param>
public sealed record MeasuredErrors(double[,] Pooled, double[,] ChannelCentred);
