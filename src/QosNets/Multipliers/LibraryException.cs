namespace QosNets.Multipliers;

/// <summary>
/// A multiplier library is not usable, or lacks a multiplier: the message is one line that names the place and the remedy.
/// </summary>
public sealed class LibraryException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public LibraryException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public LibraryException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public LibraryException(string message, Exception innerException)
        : base(message, innerException) { }
}
