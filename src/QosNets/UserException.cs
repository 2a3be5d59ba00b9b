namespace QosNets;

/// <summary>
/// Something that the user can mend. Its message is one line that names the value, the limit, the place and the remedy. The
/// command line shows the message alone; any other exception is a defect of this program, but for faults of files and disks,
/// which the system reports itself.
/// </summary>
public abstract class UserException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    protected UserException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    protected UserException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    protected UserException(string message, Exception? innerException)
        : base(message, innerException) { }
}
