namespace QosNets.Selection;

/// <summary>Time ran out before any choice of multipliers that meets the constraints was found.</summary>
internal sealed class SelectionTimeException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public SelectionTimeException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public SelectionTimeException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public SelectionTimeException(string message, Exception innerException)
        : base(message, innerException) { }
}
