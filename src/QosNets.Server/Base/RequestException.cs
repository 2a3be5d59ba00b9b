namespace QosNets.Server.Base;

/// <summary>A request cannot be answered as asked.</summary>
/// <param name="status">HTTP status, 4xx or 503.</param>
/// <param name="message">What is wrong, where, and what is expected instead.</param>
internal sealed class RequestException(int status, string message) : UserException(OneLine(message))
{
    /// <summary>HTTP status.</summary>
    public int Status => status;

    /// <summary>Seconds after which to try again, or null.</summary>
    public int? RetryAfter { get; init; }

    // Messages repeat what a client sent, and a line of the log must stay one.
    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
