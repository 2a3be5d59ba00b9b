namespace QosNets.Cli.Shell;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    /// <summary>A requirement that the user named is violated.</summary>
    public const int Violated = 3;

    /// <summary>Stopped by Ctrl-C, as shells report it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;
}
