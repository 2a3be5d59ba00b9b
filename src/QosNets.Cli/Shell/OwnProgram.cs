namespace QosNets.Cli.Shell;

/// <summary>How this program is started once more.</summary>
internal static class OwnProgram
{
    /// <summary>Program and first arguments, before a command's name.</summary>
    /// <exception cref="CommandException">The system does not tell.</exception>
    public static IReadOnlyList<string> Command
    {
        get
        {
            var program =
                Environment.ProcessPath ?? throw new CommandException("the system does not tell where this program's file is");
            // Started as "dotnet FILE.dll" the process is that of dotnet.
            return Path.GetFileNameWithoutExtension(program) == "dotnet"
                ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
                : [program];
        }
    }
}
