namespace QosNets.Bundles;

/// <summary>
/// One operating point: a multiplier for every layer, and the parameters trained for that assignment. Weights and
/// quantisers are shared by all points and are not part of it.
/// </summary>
/// <param name="Name">Unique name of letters, digits and <c>_ - + .</c>; the network with exact products is called
/// <see cref="ExactName"/>.</param>
/// <param name="Assignment">Index of each layer's multiplier in <see cref="Bundle.Library"/>, in layer order.</param>
/// <param name="Corrected">Whether each layer subtracts the activation-side correction.</param>
/// <param name="Parameters">Own parameters by name, as <see cref="Networks.NetworkParameters.OfPoint"/> lists them.</param>
public sealed record OperatingPoint(
    string Name,
    IReadOnlyList<int> Assignment,
    IReadOnlyList<bool> Corrected,
    IReadOnlyDictionary<string, float[]> Parameters
)
{
    /// <summary>Name reserved for a point that multiplies exactly.</summary>
    public const string ExactName = "exact";

    /// <summary>
    /// Share of validation images that the engine classified rightly at this point, 0..1, which governors decide by; null
    /// where it was not measured. Never of test images.
    /// </summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>
    /// What margins between logits are divided by, above 0, so that a margin means the same at every point: fitted on
    /// validation images where that helps, otherwise 1.
    /// </summary>
    public float Temperature { get; init; } = 1;
}
