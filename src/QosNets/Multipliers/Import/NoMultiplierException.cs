namespace QosNets.Multipliers;

/// <summary>
/// A file is readable as such, but holds no multiplier that a library takes. An import of a folder passes over it and counts its
/// kind; a file that was named itself is refused with the message.
/// </summary>
/// <param name="kind">What it is, for a summary, for example <c>adders</c>.</param>
/// <param name="message">One line with the place.</param>
internal sealed class NoMultiplierException(string kind, string message) : UserException(message)
{
    /// <summary>What it is, for a summary.</summary>
    public string Kind => kind;
}
