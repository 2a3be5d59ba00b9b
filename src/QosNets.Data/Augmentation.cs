namespace QosNets.Data;

/// <summary>Random changes of training images: a mirror image half of the time, and a shift.</summary>
/// <param name="Flip">Whether to mirror left and right with probability 1/2.</param>
/// <param name="CropPadding">Greatest shift in pixels, in both directions, every one equally likely; 0 for none.</param>
/// <param name="PadValue">
/// Per channel what comes in at the border, on the scale of pixels / 255. The data set's mean, to the bit what the network's
/// normalisation subtracts, makes it a real 0.
/// </param>
internal sealed record Augmentation(bool Flip, int CropPadding, float[] PadValue);
