namespace QosNets.Data;

/// <summary>A data set cannot be read: the message is one line that names the file or folder, the fault and the remedy.</summary>
public sealed class DataException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public DataException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public DataException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public DataException(string message, Exception innerException)
        : base(message, innerException) { }
}
