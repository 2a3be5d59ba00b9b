using System.Security.Cryptography;

namespace QosNets.Data;

/// <summary>State of one file of the data folder.</summary>
/// <param name="File">Path inside the folder, as in the list of checksums.</param>
/// <param name="Ok">Whether it is there and as it should be.</param>
/// <param name="Message">Its size, or what is wrong and what to do.</param>
internal sealed record DataFileState(string File, bool Ok, string Message);

/// <summary>Compares the files of the data folder with their checksums.</summary>
internal static class DataCheck
{
    /// <summary>Checks every file that <c>SHA256SUMS</c> lists.</summary>
    /// <param name="folder">The data folder.</param>
    /// <returns>One state per file, in the order of the list.</returns>
    /// <exception cref="DataException">The list is missing or not readable.</exception>
    public static IReadOnlyList<DataFileState> Run(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var list = Path.Combine(folder, DataFolder.Checksums);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(list);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{list}: it cannot be read; restore it from the repository", e);
        }
        var states = new List<DataFileState>();
        for (var i = 0; i < lines.Length; i++)
        {
            // The format of sha256sum: 64 digits, two spaces, the path.
            var name = lines[i].Length > 66 ? lines[i][66..] : "";
            if (
                name.Length == 0
                || lines[i][64..66] != "  "
                || !lines[i].AsSpan(0, 64).ToString().All(char.IsAsciiHexDigitLower)
                || Path.IsPathRooted(name)
                || name.Split('/').Contains("..")
            )
                throw new DataException(
                    $"{list} line {i + 1}: it is not a SHA-256, two spaces and a path inside the folder; restore the file "
                        + $"from the repository"
                );
            states.Add(Check(folder, name, lines[i][..64]));
        }
        return states.Count > 0 ? states : throw new DataException($"{list}: it lists no files; restore it from the repository");
    }

    private static DataFileState Check(string folder, string name, string expected)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine([folder, .. name.Split('/')]));
            return Convert.ToHexStringLower(SHA256.HashData(stream)) == expected
                ? new DataFileState(name, true, $"{stream.Length} bytes")
                : new DataFileState(name, false, "its checksum differs; restore it from the repository");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new DataFileState(name, false, "it is missing; restore it from the repository");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DataFileState(name, false, $"it cannot be read ({e.Message.Split('\n')[0]}); check its permissions");
        }
    }
}
