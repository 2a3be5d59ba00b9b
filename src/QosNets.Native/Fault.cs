namespace QosNets.Native;

/// <summary>Turns exceptions, which must not leave the library, into a status and a text for the calling thread.</summary>
internal static class Fault
{
    [ThreadStatic]
    private static string? text;

    /// <summary>Text of the last fault on this thread, one line; empty before the first.</summary>
    public static string Text => text ?? "";

    /// <summary>Keeps the text of an exception and gives its status.</summary>
    public static int Keep(Exception exception)
    {
        text = OneLine(exception);
        return (int)Of(exception);
    }

    private static Status Of(Exception exception) =>
        exception switch
        {
            InvalidHandleException => Status.InvalidHandle,
            SettingException => Status.BadSetting,
            UserException or IOException or UnauthorizedAccessException => Status.BadFile,
            ArgumentException or OverflowException => Status.InvalidArgument,
            OutOfMemoryException => Status.OutOfMemory,
            _ => Status.Internal,
        };

    // An ArgumentException appends the name of a parameter, which is not that of the C function.
    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").Split(" (Parameter '")[0];
}

/// <summary>A handle is not open.</summary>
internal sealed class InvalidHandleException(string message) : Exception(message);
