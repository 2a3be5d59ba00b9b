namespace QosNets.Archives;

/// <summary>Names of members, and the one member that every archive has.</summary>
internal static class ArchiveNames
{
    /// <summary>File extension of arrays inside the archive; callers name arrays without it, as NumPy does.</summary>
    public const string ArrayExtension = ".npy";

    /// <summary>The text member that holds format and version.</summary>
    public const string Manifest = "archive.json";

    /// <summary>Longest name of a member.</summary>
    public const int MaximumLength = 200;

    /// <summary>Whether a name is 1..200 letters, digits and <c>_ - + . /</c>, without empty or dotted folders.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaximumLength)
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"_-+./".Contains(c, StringComparison.Ordinal))
                return false;
        }
        return !name.Split('/').Any(part => part is "" or "." or "..");
    }
}
