namespace QosNets.Multipliers;

/// <summary>One thing in which a library differs from another one, or from printed facts.</summary>
/// <param name="Multiplier">Name of the multiplier.</param>
/// <param name="Quantity">What differs, for example <c>table</c>, <c>mae</c>, <c>power_mw</c>.</param>
/// <param name="Here">What the library has, or what was computed from its table.</param>
/// <param name="There">What the other one has, or what is printed.</param>
/// <param name="Reason">What the difference amounts to.</param>
internal sealed record LibraryDifference(string Multiplier, string Quantity, string Here, string There, string Reason);
