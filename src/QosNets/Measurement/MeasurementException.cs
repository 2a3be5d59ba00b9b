namespace QosNets.Measurement;

/// <summary>
/// What was to be timed gives a wrong result, so its time would mean nothing. That is a defect of the code or of the machine.
/// </summary>
internal sealed class MeasurementException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public MeasurementException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public MeasurementException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public MeasurementException(string message, Exception innerException)
        : base(message, innerException) { }
}
