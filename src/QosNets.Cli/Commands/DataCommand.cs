using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using QosNets.Cli.Output;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets data check</c>: whether the files that come with the repository are the ones it was made with.</summary>
internal static class DataCommand
{
    private const string Sums = "data/SHA256SUMS";

    public static Command Create()
    {
        var check = new Command("check", $"Compare the files in data/ with {Sums}.");
        check.SetAction(parse =>
        {
            var file = Repository.Find(Sums)
                ?? throw new CommandException($"{Sums} is neither above the program nor above the current directory; change to the repository");
            return Check(file, parse.InvocationConfiguration.Output);
        });
        return new Command("data", "Data that comes with the repository.") { check };
    }

    /// <summary>Checks every file that a list of checksums names, relative to the list's folder.</summary>
    /// <returns>0 when all are intact, 1 otherwise.</returns>
    internal static int Check(string sums, TextWriter output)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(sums))!;
        var table = new TextTable("file", ">bytes", "state");
        var bad = 0;
        var all = 0;
        foreach (var (line, number) in File.ReadLines(sums).Select((l, i) => (l, i + 1)).Where(l => l.l.Trim().Length > 0))
        {
            var parts = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[0].Length != 64 || !parts[0].All(char.IsAsciiHexDigit))
                throw new CommandException($"{sums}:{number}: not a line of a SHA-256 digest and a file name; restore the file from the repository");
            var (bytes, state) = StateOf(Path.Combine(folder, parts[1]), parts[0]);
            table.Add(parts[1], bytes, state);
            all++;
            bad += state == "ok" ? 0 : 1;
        }
        table.Write(output);
        output.WriteLine(bad == 0 ? $"{all} files, all intact" : $"{bad} of {all} files are not intact; restore them from the repository");
        return bad == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static (string Bytes, string State) StateOf(string file, string digest)
    {
        if (!File.Exists(file))
            return ("", "missing");
        using var stream = File.OpenRead(file);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        return (stream.Length.ToString("N0", CultureInfo.InvariantCulture), found == digest.ToLowerInvariant() ? "ok" : $"changed: its digest is {found}");
    }
}
