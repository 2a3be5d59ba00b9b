using System.Runtime.InteropServices;

namespace QosNets.Cli.Shell;

/// <summary>Ends the process when the work does not.</summary>
internal static partial class ProcessEnd
{
    /// <summary>What shells report of a process that SIGTERM ended: 128 and the signal's number.</summary>
    private const int Code = 143;

    /// <summary>Ends the process now. Files are only ever replaced whole, so nothing is left half written.</summary>
    public static void Terminated()
    {
        // The usual way waits for what native libraries do at the end, and those may be what hangs.
        if (OperatingSystem.IsWindows())
            Environment.Exit(Code);
        else
            Leave(Code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Leave(int code);
}
