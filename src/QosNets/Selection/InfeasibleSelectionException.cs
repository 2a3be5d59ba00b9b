namespace QosNets.Selection;

/// <summary>
/// No choice of multipliers meets the constraints; the message names the one that fails and what would be attainable.
/// </summary>
internal sealed class InfeasibleSelectionException : UserException
{
    /// <summary>An exception without details.</summary>
    public InfeasibleSelectionException() { }

    /// <summary>An exception that names the failing constraint.</summary>
    public InfeasibleSelectionException(string message)
        : base(message) { }

    /// <summary>An exception with its cause.</summary>
    public InfeasibleSelectionException(string message, Exception innerException)
        : base(message, innerException) { }
}
