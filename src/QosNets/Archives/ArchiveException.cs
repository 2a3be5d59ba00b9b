namespace QosNets.Archives;

/// <summary>
/// An archive cannot be read: the message is one line that names the file, the entry, the fault and the remedy.
/// </summary>
internal sealed class ArchiveException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public ArchiveException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public ArchiveException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public ArchiveException(string message, Exception innerException)
        : base(message, innerException) { }
}
