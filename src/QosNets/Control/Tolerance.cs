namespace QosNets.Control;

/// <summary>How far sums of doubles may be off.</summary>
internal static class Tolerance
{
    /// <summary>Powers that differ by less are equal.</summary>
    public const double Power = 1e-9;
}
