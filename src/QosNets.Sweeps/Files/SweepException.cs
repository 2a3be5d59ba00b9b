namespace QosNets.Sweeps.Files;

/// <summary>A sweep that cannot be read or run; the message names the place and the remedy.</summary>
internal sealed class SweepException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public SweepException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public SweepException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public SweepException(string message, Exception innerException)
        : base(message, innerException) { }
}
