namespace QosNets.Cli.Shell;

/// <summary>Turns exceptions into lines for the user.</summary>
internal static class ErrorReport
{
    /// <summary>
    /// Writes one line for an error that the user can mend, or three for one that is a defect of this program; the stack
    /// trace follows when asked for.
    /// </summary>
    public static void Write(Exception e, TextWriter error, bool verbose)
    {
        if (IsExpected(e))
        {
            error.WriteLine($"error: {OneLine(e.Message)}");
        }
        else
        {
            error.WriteLine($"error: unexpected {e.GetType().FullName}: {OneLine(e.Message)}");
            error.WriteLine(
                "This is a defect of qosnets: please report it with the command line and the output of the same command with "
                    + "--verbose."
            );
        }
        if (verbose)
            error.WriteLine(e.ToString());
    }

    /// <summary>The text with its line breaks as spaces.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // Faults of files and disks are the system's own types.
    private static bool IsExpected(Exception e) => e is UserException or IOException or UnauthorizedAccessException;
}
