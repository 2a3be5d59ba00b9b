using System.CommandLine;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Data;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets data check</c>: whether the files that come with the repository are the ones it was made with.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var check = new CommandWithExamples(
            "check",
            $"Compare the files of the data folder with its {DataFolder.Checksums}.",
            "qosnets data check"
        );
        check.SetAction(parse => Check(DataFolder.Find(), parse.InvocationConfiguration.Output));
        return new CommandWithExamples("data", "Data that comes with the repository.", "qosnets data check") { check };
    }

    /// <summary>Prints the state of every file.</summary>
    /// <returns>Success when all are intact.</returns>
    internal static int Check(string folder, TextWriter output)
    {
        var files = DataCheck.Run(folder);
        var table = new TextTable("file", "state", "");
        foreach (var file in files)
            table.Add(file.File, file.Ok ? "ok" : "BAD", file.Message);
        table.Write(output);
        var bad = files.Count(f => !f.Ok);
        output.WriteLine(
            bad == 0 ? $"{folder}: all {files.Count} files are intact" : $"{folder}: {bad} of {files.Count} files are not intact"
        );
        return bad == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
