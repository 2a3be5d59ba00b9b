namespace QosNets.Cli.Shell;

/// <summary>Finds what comes with the repository: experiments and data.</summary>
internal static class Repository
{
    /// <summary>
    /// The first folder that has the file, from the program's own folder upwards and then from the current one; null when none
    /// has.
    /// </summary>
    /// <param name="relative">Path below the repository's root, for example <c>data/SHA256SUMS</c>.</param>
    public static string? Find(string relative) => Find(relative, AppContext.BaseDirectory, Environment.CurrentDirectory);

    internal static string? Find(string relative, params IReadOnlyList<string> starts)
    {
        foreach (var start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var file = Path.Combine(folder.FullName, relative);
                if (File.Exists(file))
                    return file;
            }
        }
        return null;
    }
}
