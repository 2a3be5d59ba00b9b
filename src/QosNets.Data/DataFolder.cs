namespace QosNets.Data;

/// <summary>Finds the folder <c>data/</c> that comes with QosNets.</summary>
internal static class DataFolder
{
    /// <summary>The environment variable that names the folder when it is elsewhere.</summary>
    public const string Variable = "QOSNETS_DATA";

    /// <summary>
    /// The multipliers of experiments that name no library: every unsigned one of both generations of EvoApproxLib.
    /// </summary>
    public const string UnsignedMultipliers = "evoapprox/evoapprox-unsigned.npz";

    /// <summary>The file that tells this folder from any other of the same name.</summary>
    public const string Checksums = "SHA256SUMS";

    /// <summary>
    /// The folder: what <c>QOSNETS_DATA</c> names, else <c>data</c> beside or above the program, else beside or above the current
    /// folder.
    /// </summary>
    /// <exception cref="DataException">There is none, or the variable names another folder.</exception>
    public static string Find() =>
        Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <summary>Where decoded images are kept, or null when the user has no folder for such files.</summary>
    public static string? Cache()
    {
        var root = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify
        );
        return root.Length > 0 ? Path.Combine(root, "qosnets", "images") : null;
    }

    /// <summary>The path of a file in the folder.</summary>
    /// <param name="relative">Path inside the folder with forward slashes, for example <c>evoapprox/mul8u.npz</c>.</param>
    /// <exception cref="DataException">There is no such folder or file.</exception>
    public static string File(string relative)
    {
        ArgumentException.ThrowIfNullOrEmpty(relative);
        var path = Path.Combine([Find(), .. relative.Split('/')]);
        return System.IO.File.Exists(path)
            ? path
            : throw new DataException($"{path}: there is no such file; restore it from the repository");
    }

    internal static string Find(string? named, params ReadOnlySpan<string> starts)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return IsIt(named)
                ? named
                : throw new DataException(
                    $"{Variable}={named} has no {Checksums}; let it name the data folder of the QosNets repository"
                );
        }
        foreach (var start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var candidate = Path.Combine(folder.FullName, "data");
                if (IsIt(candidate))
                    return candidate;
            }
        }
        throw new DataException(
            $"no data folder with {Checksums} beside or above {string.Join(" or ", starts.ToArray())}; run inside the QosNets "
                + $"repository or set {Variable} to its data folder"
        );
    }

    private static bool IsIt(string folder) => System.IO.File.Exists(Path.Combine(folder, Checksums));
}
