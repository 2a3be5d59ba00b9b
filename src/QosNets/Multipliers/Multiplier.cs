namespace QosNets.Multipliers;

/// <summary>One approximate (or exact) multiplier: its table and the facts a designer knows about its circuit.</summary>
/// <param name="Name">Name in its library, for example <c>mul8u_2P7</c>.</param>
/// <param name="Table">Products of all operand pairs.</param>
/// <param name="PowerMilliwatt">Power in mW, at or above 0; a nominal 1 µW per unit gate when
/// <paramref name="PowerIsEstimated"/>.</param>
/// <param name="AreaSquareMicrometre">Cell area in µm², or null when unknown.</param>
/// <param name="DelayNanosecond">Critical path in ns, or null when unknown.</param>
/// <param name="Published">Error figures as its designers printed them, or null when unknown.</param>
/// <param name="Source">Where table and facts come from, or null when unknown.</param>
/// <param name="Licence">Licence of table and facts, for example <c>MIT</c>, or null when unknown.</param>
/// <param name="PowerIsEstimated">Whether the power is a count of gates, see <see cref="GateCount"/>, and no figure of a
/// synthesised circuit.</param>
public sealed record Multiplier(
    string Name,
    TruthTable Table,
    double PowerMilliwatt,
    double? AreaSquareMicrometre = null,
    double? DelayNanosecond = null,
    PublishedMetrics? Published = null,
    string? Source = null,
    string? Licence = null,
    bool PowerIsEstimated = false
);
