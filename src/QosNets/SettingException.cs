namespace QosNets;

/// <summary>A variable of the environment that cannot be followed; the message names it, its value and what it may be.</summary>
public sealed class SettingException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public SettingException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public SettingException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public SettingException(string message, Exception innerException)
        : base(message, innerException) { }
}
