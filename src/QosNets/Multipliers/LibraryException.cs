namespace QosNets.Multipliers;

/// <summary>
/// A multiplier library is not usable, or lacks a multiplier: the message is one line that names the place and the remedy.
/// </summary>
public sealed class LibraryException : UserException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public LibraryException() { }

    /// <summary>Makes an exception with a one-line message.</summary>
    public LibraryException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a one-line message and its cause.</summary>
    public LibraryException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Makes an exception of several problems; its message is that of the first and how many there are.</summary>
    public LibraryException(IReadOnlyList<LibraryException> problems)
        : base(
            problems is [var first, _, ..]
                ? $"{first.Message} (and {problems.Count - 1} other problems)"
                : throw new ArgumentException("two problems or more", nameof(problems)),
            problems[0]
        )
    {
        Problems = [.. problems.Select(p => p.Message)];
    }

    /// <summary>All problems, one line each; empty when the message is the only one.</summary>
    public IReadOnlyList<string> Problems { get; } = [];

    /// <summary>Throws the only problem, or one exception for all; nothing when there is none.</summary>
    internal static void ThrowAny(IReadOnlyList<LibraryException> problems)
    {
        if (problems.Count == 1)
            throw problems[0];
        if (problems.Count > 1)
            throw new LibraryException(problems);
    }
}
