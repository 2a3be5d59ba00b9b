namespace QosNets.Training.Pipeline;

/// <summary>A run that cannot begin in its folder; the message names the folder and the remedy.</summary>
public sealed class RunException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public RunException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public RunException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public RunException(string message, Exception innerException)
        : base(message, innerException) { }
}
