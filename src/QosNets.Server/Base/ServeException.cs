namespace QosNets.Server.Base;

/// <summary>A server cannot start as it was asked to; the message is one line and gives the remedy.</summary>
public sealed class ServeException : UserException
{
    /// <summary>With a message.</summary>
    public ServeException(string message)
        : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public ServeException(string message, Exception inner)
        : base(message, inner) { }
}
