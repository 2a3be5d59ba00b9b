namespace QosNets.Control;

/// <summary>A knob, trace or governor that cannot be made as asked; the message gives the remedy.</summary>
public sealed class ControlException : UserException
{
    /// <summary>With a message.</summary>
    public ControlException(string message)
        : base(message) { }

    /// <summary>With a message and its cause.</summary>
    public ControlException(string message, Exception inner)
        : base(message, inner) { }
}
